import { stepOf } from '../definition'
import { type Direction, nearest } from '../graph/arrange'

import { useActions } from './use-actions'
import { useEditor } from './use-editor'
import { useFocusStep } from './use-focus-step'

const ARROWS: Record<string, { direction: Direction; x: number; y: number }> = {
  ArrowLeft: { direction: 'left', x: -1, y: 0 },
  ArrowRight: { direction: 'right', x: 1, y: 0 },
  ArrowUp: { direction: 'up', x: 0, y: -1 },
  ArrowDown: { direction: 'down', x: 0, y: 1 },
}

/** The keys of the canvas, for when it has the focus. */
export function useCanvasKeys(onOpenForm: () => void) {
  const { store, readOnly } = useEditor()
  const actions = useActions()
  const focusStep = useFocusStep()
  const focused = (target: EventTarget) =>
    target instanceof HTMLElement
      ? target.closest<HTMLElement>('.react-flow__node')?.dataset['id']
      : undefined
  return (event: React.KeyboardEvent) => {
    const id = focused(event.target)
    const arrow = ARROWS[event.key]
    if (arrow && id !== undefined) {
      event.preventDefault()
      if (event.shiftKey && !readOnly) {
        if (!store.get().selection.has(id)) store.select([id])
        actions.move(arrow.x, arrow.y)
        return
      }
      const step = stepOf(store.definition, id)
      const next = step && nearest(store.definition.nodes, step, arrow.direction)
      if (next) focusStep(next.id)
    } else if (event.key === 'Enter' && id !== undefined) {
      event.preventDefault()
      store.select([id])
      onOpenForm()
    } else if (event.key === ' ' && id !== undefined) {
      event.preventDefault()
      store.select([id])
    } else if (event.key === 'Escape') {
      store.select([])
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && !readOnly) {
      if (
        id !== undefined &&
        store.get().selection.size === 0 &&
        store.get().edgeSelection.size === 0
      )
        store.select([id])
      event.preventDefault()
      actions.remove()
    }
  }
}
