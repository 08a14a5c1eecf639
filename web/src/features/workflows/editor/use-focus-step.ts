import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useCallback } from 'react'

import { stepOf } from '../definition'
import { heightOf, WIDTH } from '../shapes/measures'

import { useEditor } from './use-editor'

/**
 * Chooses a step and gives it the focus. The canvas moves there if the step is out of sight; with `here`, it was
 * clicked and is in sight.
 */
export function useFocusStep(): (id: string, where?: 'here') => void {
  const { store } = useEditor()
  const { setCenter, getZoom } = useReactFlow()
  const flow = useStoreApi()
  return useCallback(
    (id, where) => {
      if (where !== 'here') store.select([id])
      const step = stepOf(store.definition, id)
      if (!step) return
      const { width, height, transform, domNode } = flow.getState()
      const [left, top, zoom] = transform
      const at = { x: step.position.x * zoom + left, y: step.position.y * zoom + top }
      const isInSight =
        at.x >= 0 &&
        at.y >= 0 &&
        at.x + WIDTH * zoom <= width &&
        at.y + heightOf([]) * zoom <= height
      if (!isInSight) {
        void setCenter(step.position.x + WIDTH / 2, step.position.y + heightOf([]) / 2, {
          zoom: Math.max(getZoom(), 0.6),
        })
      }
      // It can take the focus once it is drawn as the one that is chosen.
      requestAnimationFrame(() =>
        setTimeout(() => {
          const element = domNode?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          if (element instanceof HTMLElement) element.focus({ preventScroll: true })
        }),
      )
    },
    [store, setCenter, getZoom, flow],
  )
}
