import { afterEach, expect, it } from 'vitest'

import { press, registerShortcuts } from './shortcuts'

const shortcut = (keys: string, whileTyping = false) => ({
  keys,
  title: keys,
  group: 'Test',
  whileTyping,
  run: () => undefined,
})

let undo = () => {
  // Nothing is registered yet.
}
afterEach(() => {
  undo()
})

let clock = 0
const type = (chords: string[], typing = false) => {
  clock += 100_000
  return chords.map((chord, index) => press(chord, clock + index, typing)?.keys)
}

it('leaves keys alone that only stand in the cheat sheet', () => {
  undo = registerShortcuts([
    shortcut('m'),
    { keys: 'm', title: 'Menu of the card', group: 'Board' },
  ])
  expect(type(['m'])).toEqual(['m'])
  undo()
  undo = registerShortcuts([{ keys: 'm', title: 'Menu of the card', group: 'Board' }])
  expect(type(['m'])).toEqual([undefined])
})

it('finds single keys and sequences', () => {
  undo = registerShortcuts([shortcut('c'), shortcut('g t')])
  expect(type(['c'])).toEqual(['c'])
  expect(type(['g', 't'])).toEqual([undefined, 'g t'])
  expect(type(['x', 'g', 't'])).toEqual([undefined, undefined, 'g t'])
})

it('forgets a sequence that was not finished', () => {
  undo = registerShortcuts([shortcut('g t')])
  expect(press('g', 500_000_000, false)).toBeUndefined()
  expect(press('t', 500_002_000, false)).toBeUndefined()
})

it('leaves what is typed into a field alone', () => {
  undo = registerShortcuts([shortcut('c'), shortcut('mod+k', true)])
  expect(type(['c'], true)).toEqual([undefined])
  expect(type(['mod+k'], true)).toEqual(['mod+k'])
})

it('lets the page that came last decide', () => {
  const page = shortcut('e')
  undo = registerShortcuts([shortcut('e')])
  const leave = registerShortcuts([page])
  clock += 100_000
  expect(press('e', clock, false)).toBe(page)
  leave()
  expect(press('e', clock + 1, false)).not.toBe(page)
})
