import { useRef } from 'react'

/**
 * Gives the focus back to where it was before a dialog opened. Radix does so for its own triggers only, and ours open
 * by the address, by a command or from a list as well.
 */
export function useReturnFocus() {
  const before = useRef<Element>(null)
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      const element = before.current
      if (!(element instanceof HTMLElement) || element === document.body) return
      if (!element.isConnected) return
      event.preventDefault()
      element.focus({ preventScroll: true })
    },
  }
}
