import { act, renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'

/** What the system prefers, told to each list as Chromium does: not if the list was read since the change. */
function system() {
  let dark = false
  const lists = new Set<{ told: boolean; listeners: (() => void)[] }>()
  const matchMedia = () => {
    const list = { told: dark, listeners: [] as (() => void)[] }
    lists.add(list)
    return {
      get matches() {
        list.told = dark
        return dark
      },
      addEventListener: (_: 'change', listener: () => void) => list.listeners.push(listener),
    }
  }
  const tell = () => {
    for (const list of lists) {
      if (list.told === dark) continue
      list.told = dark
      for (const listener of list.listeners) listener()
    }
  }
  return { matchMedia, prefer: (theme: 'light' | 'dark') => (dark = theme === 'dark'), tell }
}

test('follows the system, also when the page is drawn between its change and the news of it', async () => {
  const { matchMedia, prefer, tell } = system()
  vi.stubGlobal('matchMedia', matchMedia)
  vi.resetModules()
  const { useTheme } = await import('./use-theme')
  const { result, rerender } = renderHook(useTheme)
  expect(result.current.shown).toBe('light')

  prefer('dark')
  rerender()
  act(tell)
  expect(result.current.shown).toBe('dark')
  expect([...document.documentElement.classList]).toEqual(['dark'])
})
