import { type ComponentType, useSyncExternalStore } from 'react'

/** What a dialog that `showDialog` shows gets; it hands them to its `Dialog`. */
export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

interface Shown {
  content: ComponentType<DialogProps>
  open: boolean
}

/** As long as a dialog takes to go. */
const CLOSING_MS = 160

let shown: Shown | undefined
const listeners = new Set<() => void>()

function set(next: Shown | undefined): void {
  shown = next
  for (const listener of listeners) listener()
}

/**
 * Opens a dialog from anywhere: a command, a shortcut, a menu. Lazy ones load when they are asked for:
 * `const CreateTask = lazy(() => import('./create-task-dialog'))`, once per module.
 */
export function showDialog(content: ComponentType<DialogProps>): void {
  set({ content, open: true })
}

function close(): void {
  const closing = shown
  if (!closing) return
  set({ ...closing, open: false })
  setTimeout(() => {
    if (shown?.content === closing.content && !shown.open) set(undefined)
  }, CLOSING_MS)
}

/** The dialog that is open, for the one place that renders it. */
export function useShownDialog() {
  const dialog = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
  return { dialog, close }
}
