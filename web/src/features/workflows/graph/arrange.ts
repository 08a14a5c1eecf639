import type { Step } from '../definition'
import { exitsOf } from '../nodes/registry'
import { heightOf, WIDTH } from '../shapes/measures'

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'center' | 'middle'
export type Axis = 'across' | 'down'
type Places = Map<string, { x: number; y: number }>

interface Box {
  id: string
  x: number
  y: number
  width: number
  height: number
}

function boxOf({ id, position, does }: Step): Box {
  return { id, x: position.x, y: position.y, width: WIDTH, height: heightOf(exitsOf(does)) }
}

/** Where steps lie when one of their edges, or their middles, lie on a line. */
export function aligned(steps: Step[], alignment: Alignment): Places {
  const boxes = steps.map(boxOf)
  const left = Math.min(...boxes.map(({ x }) => x))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const top = Math.min(...boxes.map(({ y }) => y))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  const place = ({ x, y, width, height }: Box) => {
    switch (alignment) {
      case 'left':
        return { x: left, y }
      case 'right':
        return { x: right - width, y }
      case 'center':
        return { x: (left + right - width) / 2, y }
      case 'top':
        return { x, y: top }
      case 'bottom':
        return { x, y: bottom - height }
      case 'middle':
        return { x, y: (top + bottom - height) / 2 }
    }
  }
  return new Map(boxes.map((box) => [box.id, place(box)]))
}

/** Where steps lie when the room between them is the same; the first and the last stay. */
export function distributed(steps: Step[], axis: Axis): Places {
  const boxes = steps.map(boxOf)
  const [start, size] = axis === 'across' ? (['x', 'width'] as const) : (['y', 'height'] as const)
  boxes.sort((a, b) => a[start] - b[start])
  const [first, last] = [boxes[0], boxes.at(-1)]
  const places: Places = new Map()
  if (!first || !last) return places
  const filled = boxes.reduce((sum, box) => sum + box[size], 0)
  const room = (last[start] + last[size] - first[start] - filled) / Math.max(1, boxes.length - 1)
  let at = first[start]
  for (const { id, x, y, ...box } of boxes) {
    places.set(id, axis === 'across' ? { x: at, y } : { x, y: at })
    at += box[size] + room
  }
  return places
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The step that lies nearest to this one in a direction; those straight ahead come before those aside. */
export function nearest(steps: Step[], from: Step, direction: Direction): Step | undefined {
  const origin = boxOf(from)
  const [sign, ahead] =
    direction === 'left' || direction === 'right'
      ? [direction === 'right' ? 1 : -1, 'x' as const]
      : [direction === 'down' ? 1 : -1, 'y' as const]
  const aside = ahead === 'x' ? 'y' : 'x'
  let best: Step | undefined
  let shortest = Infinity
  for (const step of steps) {
    const forward = (step.position[ahead] - origin[ahead]) * sign
    if (step.id === from.id || forward <= 0) continue
    const distance = forward + 2 * Math.abs(step.position[aside] - origin[aside])
    if (distance < shortest) [best, shortest] = [step, distance]
  }
  return best
}
