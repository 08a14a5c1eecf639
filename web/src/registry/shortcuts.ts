import { useEffect, useRef, useSyncExternalStore } from 'react'

import { chordOf } from '@/lib/keys'

export interface Shortcut {
  /** `mod+k`, `?`, `g t`: see lib/keys.ts. Of two that are the same, the one that came last holds. */
  keys: string
  /** What it does, for the cheat sheet. */
  title: string
  /** The heading that it stands under there: "Tasks". */
  group: string
  /** Also while the person types into a field; only sensible with `mod`. */
  whileTyping?: boolean
  /** Without it, the part of the page that has the focus takes the keys, and they only stand in the cheat sheet. */
  run?: () => void
}

/** A sequence like `g t` is forgotten after this long. */
const PAUSE_MS = 1200

let registered: Shortcut[] = []
const listeners = new Set<() => void>()

/** Adds shortcuts until the returned function is called. */
export function registerShortcuts(added: Shortcut[]): () => void {
  registered = [...registered, ...added]
  for (const listener of listeners) listener()
  return () => {
    registered = registered.filter((shortcut) => !added.includes(shortcut))
    for (const listener of listeners) listener()
  }
}

/** All that hold just now, for the cheat sheet. */
export function useRegisteredShortcuts(): Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => registered,
  )
}

/** Shortcuts that hold while the component is shown. They are named again only when their keys change. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  const signature = shortcuts.map(({ keys, title }) => `${keys}=${title}`).join('\n')
  useEffect(() => {
    return registerShortcuts(
      latest.current.map((shortcut, index) => ({
        ...shortcut,
        ...(shortcut.run && {
          run: () => {
            latest.current[index]?.run?.()
          },
        }),
      })),
    )
  }, [signature])
}

let pressed: string[] = []
let pressedAt = 0

/** Finds the shortcut that a press completes; exported for tests. */
export function press(chord: string, now: number, typing: boolean): Shortcut | undefined {
  if (now - pressedAt > PAUSE_MS) pressed = []
  pressedAt = now
  pressed = [...pressed, chord]
  for (let from = 0; from < pressed.length; from += 1) {
    const keys = pressed.slice(from).join(' ')
    const found = registered.findLast(
      (shortcut) =>
        shortcut.run && shortcut.keys === keys && (!typing || shortcut.whileTyping === true),
    )
    if (found) {
      pressed = []
      return found
    }
  }
  pressed = pressed.slice(-2)
  return undefined
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

/** Whether something is open that takes the keys for itself: a dialog, a menu, a list. */
function isCovered(): boolean {
  return (
    document.querySelector(
      '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"][data-state="open"], [role="listbox"][data-state="open"]',
    ) !== null
  )
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  const chord = chordOf(event)
  const typing = isTyping(event.target)
  const withModifier = chord.startsWith('mod')
  if (isCovered() && !withModifier) return
  const found = press(chord, performance.now(), typing)
  if (!found) return
  event.preventDefault()
  found.run?.()
})
