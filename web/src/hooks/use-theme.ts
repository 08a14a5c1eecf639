import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'

/** Also read by public/theme.js, before the first paint. */
const KEY = 'katalusis.theme'
const DARK = '(prefers-color-scheme: dark)'
const listeners = new Set<() => void>()
let chosen: Theme = read()

function read(): Theme {
  try {
    const stored = localStorage.getItem(KEY)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

function apply(): void {
  document.documentElement.classList.toggle('dark', shownTheme() === 'dark')
  for (const listener of listeners) listener()
}

function shownTheme(): 'light' | 'dark' {
  if (chosen !== 'system') return chosen
  // Asked anew: Chromium never tells a list of a change that was read from it before it was told.
  return matchMedia(DARK).matches ? 'dark' : 'light'
}

function choose(theme: Theme): void {
  chosen = theme
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
  apply()
}

matchMedia(DARK).addEventListener('change', apply)
addEventListener('storage', (event) => {
  if (event.key !== KEY) return
  chosen = read()
  apply()
})

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The theme that was chosen, the one that is shown, and how to choose. */
export function useTheme() {
  const theme = useSyncExternalStore(subscribe, () => chosen)
  const shown = useSyncExternalStore(subscribe, shownTheme)
  return { theme, shown, choose }
}
