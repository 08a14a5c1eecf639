import { useEffect, useRef, useSyncExternalStore } from 'react'

import type { Command } from './feature'

let added: Command[] = []
const listeners = new Set<() => void>()

function set(next: Command[]): void {
  added = next
  for (const listener of listeners) listener()
}

/** Commands of the page that is open, beside those of every page (`feature.ts`). */
export function usePageCommands(commands: Command[]): void {
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  const signature = commands.map(({ id, title }) => `${id}=${title}`).join('\n')
  useEffect(() => {
    const mine = latest.current.map((command, index) => ({
      ...command,
      run: (context: Parameters<Command['run']>[0]) => {
        latest.current[index]?.run(context)
      },
    }))
    set([...mine, ...added])
    return () => {
      set(added.filter((command) => !mine.includes(command)))
    }
  }, [signature])
}

export function useAddedCommands(): Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => added,
  )
}
