import { useSyncExternalStore } from 'react'

interface Asked {
  from: string
  /** By which exit, if that is chosen already. */
  exit: string | undefined
}

let asked: Asked | undefined
const listeners = new Set<() => void>()

function set(next: Asked | undefined): void {
  asked = next
  for (const listener of listeners) listener()
}

/** Asks where a step shall lead. */
export function showConnect(from: string, exit?: string): void {
  set({ from, exit })
}

export function closeConnect(): void {
  set(undefined)
}

export function useConnectAsked(): Asked | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
}
