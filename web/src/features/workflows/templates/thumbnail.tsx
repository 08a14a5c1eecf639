import { cn } from '@/lib/cn'

import type { Definition, Step } from '../definition'
import { shapeOf } from '../nodes/registry'
import type { Group } from '../nodes/shape'
import { HEAD, WIDTH } from '../shapes/measures'

const FILLS: Record<Group, string> = {
  Begin: 'fill-success-soft stroke-success-text',
  Do: 'fill-info-soft stroke-info-text',
  'Ask and tell': 'fill-accent-soft stroke-accent-text',
  Flow: 'fill-warning-soft stroke-warning-text',
}

const MARGIN = 30

/** A workflow's drawing in small: its steps and how they follow each other, without words. */
export function Thumbnail({
  definition,
  className,
}: {
  definition: Definition
  className: string
}) {
  const { nodes, edges } = definition
  const xs = nodes.map(({ position }) => position.x)
  const ys = nodes.map(({ position }) => position.y)
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN]
  const width = Math.max(...xs) + WIDTH + MARGIN - left
  const height = Math.max(...ys) + HEAD + MARGIN - top
  const byId = new Map(nodes.map((step) => [step.id, step]))
  return (
    <svg
      aria-hidden
      viewBox={`${left} ${top} ${width} ${height}`}
      className={cn('rounded-md bg-canvas', className)}
    >
      {edges.map(({ from, exit, to }) => {
        const [a, b] = [byId.get(from), byId.get(to)]
        return (
          a &&
          b && (
            <path
              key={`${from}/${exit}/${to}`}
              d={curve(a, b)}
              className="fill-none stroke-edge"
              strokeWidth={5}
            />
          )
        )
      })}
      {nodes.map(({ id, position, does }) => (
        <rect
          key={id}
          x={position.x}
          y={position.y}
          width={WIDTH}
          height={HEAD}
          rx={14}
          strokeWidth={4}
          className={FILLS[shapeOf(does.kind).group]}
        />
      ))}
    </svg>
  )
}

function curve(from: Step, to: Step): string {
  const [x1, y1] = [from.position.x + WIDTH, from.position.y + HEAD / 2]
  const [x2, y2] = [to.position.x, to.position.y + HEAD / 2]
  const bend = Math.max(40, Math.abs(x2 - x1) / 2)
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`
}
