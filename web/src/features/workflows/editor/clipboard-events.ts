import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'

import { toast } from '@/components/ui/toaster'

import { useActions } from './use-actions'
import { useEditor } from './use-editor'
import { useFocusStep } from './use-focus-step'

/** Puts a text into the clipboard without a key. */
export async function copyText(text: string | undefined): Promise<void> {
  if (text === undefined) return
  try {
    await navigator.clipboard.writeText(text)
    toast.success('Copied. Paste it here or in another workflow.')
  } catch {
    toast.error('The browser does not let this page write to the clipboard. Use Ctrl+C or ⌘C.')
  }
}

/** Whether the browser's own copying and pasting is meant: in a field, in a dialog, of a text that is marked. */
function isText(event: ClipboardEvent): boolean {
  const { target } = event
  return (
    (target instanceof HTMLElement &&
      (target.isContentEditable || target.matches('input, textarea, select, [role=dialog] *'))) ||
    document.getSelection()?.isCollapsed === false
  )
}

/** Copying, cutting and pasting steps, as the browser tells of it. */
export function useClipboardEvents(): void {
  const { readOnly } = useEditor()
  const actions = useActions()
  const focusStep = useFocusStep()
  const { screenToFlowPosition } = useReactFlow()
  useEffect(() => {
    let pointer: { x: number; y: number } | undefined
    const onMove = (event: PointerEvent) => {
      const isOnCanvas = event.target instanceof Element && event.target.closest('.react-flow')
      pointer = isOnCanvas ? { x: event.clientX, y: event.clientY } : undefined
    }
    const onCopy = (event: ClipboardEvent) => {
      if (isText(event)) return
      const text = actions.copy()
      if (text === undefined) return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', text)
      if (event.type === 'cut' && !readOnly) actions.remove()
    }
    const onPaste = (event: ClipboardEvent) => {
      if (isText(event) || readOnly) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      const ids = actions.paste(text, pointer && screenToFlowPosition(pointer))
      const [first] = ids
      if (first === undefined) return
      event.preventDefault()
      if (ids.length === 1) focusStep(first)
    }
    addEventListener('pointermove', onMove)
    addEventListener('copy', onCopy)
    addEventListener('cut', onCopy)
    addEventListener('paste', onPaste)
    return () => {
      removeEventListener('pointermove', onMove)
      removeEventListener('copy', onCopy)
      removeEventListener('cut', onCopy)
      removeEventListener('paste', onPaste)
    }
  }, [actions, focusStep, readOnly, screenToFlowPosition])
}
