import { useSyncExternalStore } from 'react'

import { useMay, useMe } from '@/api/me'

/** What only this browser knows of the first-run guide. */
interface Seen {
  dismissed: boolean
  looked: boolean
}

const NOTHING: Seen = { dismissed: false, looked: false }
const keyOf = (userId: string) => `katalusis.first-run.${userId}`
const listeners = new Set<() => void>()
const known = new Map<string, Seen>()

function read(userId: string): Seen {
  const before = known.get(userId)
  if (before) return before
  let seen = NOTHING
  try {
    const words = localStorage.getItem(keyOf(userId))?.split(' ') ?? []
    seen = { dismissed: words.includes('dismissed'), looked: words.includes('looked') }
  } catch {
    // Storage is blocked: the guide is there again on the next visit.
  }
  known.set(userId, seen)
  return seen
}

function write(userId: string, seen: Seen): void {
  known.set(userId, seen)
  try {
    const words = Object.entries(seen).flatMap(([word, holds]) => (holds ? [word] : []))
    localStorage.setItem(keyOf(userId), words.join(' '))
  } catch {
    // It holds for this page.
  }
  for (const listener of listeners) listener()
}

/** Whether the guide was put away, whether the board was looked at, and how to say so. */
export function useFirstRunSeen(userId: string) {
  const seen = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => read(userId),
  )
  return {
    ...seen,
    dismiss: () => {
      write(userId, { ...read(userId), dismissed: true })
    },
    look: () => {
      write(userId, { ...read(userId), looked: true })
    },
  }
}

/** Whether the guide is for this person: it is for those who may take all of its steps, until they put it away. */
export function useIsGuided(): boolean {
  const me = useMe()
  const mayCreate = useMay('projects.manage')
  const mayImport = useMay('imports.run')
  const { dismissed } = useFirstRunSeen(me.id)
  return mayCreate && mayImport && !dismissed
}
