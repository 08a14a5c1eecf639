import type { Definition } from '../definition'
import { exitsOf } from '../nodes/registry'

import { heightOf, WIDTH } from './measures'

interface View {
  x: number
  y: number
  zoom: number
}

/** Room around the drawing, as a share of the canvas. */
const PADDING = 0.06
/** Smaller than this, the names of steps cannot be read. */
const READABLE = 0.4

/**
 * How a canvas of this size is first looked at: all of the drawing, if that can be read, else from where it begins.
 * A large drawing is painted at once so, because little of it is in sight.
 */
export function firstView(
  { nodes }: Definition,
  { width, height }: { width: number; height: number },
): View {
  const first = nodes.find(({ does }) => does.kind === 'start') ?? nodes[0]
  if (!first) return { x: width / 2, y: height / 2, zoom: 1 }
  const left = Math.min(...nodes.map(({ position }) => position.x))
  const top = Math.min(...nodes.map(({ position }) => position.y))
  const right = Math.max(...nodes.map(({ position }) => position.x + WIDTH))
  const bottom = Math.max(
    ...nodes.map(({ position, does }) => position.y + heightOf(exitsOf(does))),
  )
  const room = 1 - 2 * PADDING
  const zoom = Math.min((width * room) / (right - left), (height * room) / (bottom - top), 1)
  if (zoom >= READABLE) {
    return {
      x: width / 2 - ((left + right) / 2) * zoom,
      y: height / 2 - ((top + bottom) / 2) * zoom,
      zoom,
    }
  }
  const readable = 0.75
  return {
    x: width * PADDING - first.position.x * readable,
    y: height * 0.4 - first.position.y * readable,
    zoom: readable,
  }
}
