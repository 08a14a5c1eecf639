import { Handle, type NodeProps, Position, type ReactFlowState, useStore } from '@xyflow/react'
import { memo } from 'react'

import { Badge } from '@/components/ui/badge'
import { cn } from '@/lib/cn'

import { shapeOf, summaryOf } from '../nodes/registry'
import type { Group } from '../nodes/shape'

import { ENTRY, type StepFlowNode, type Tone } from './flow'
import { exitTop, HEAD, ROW, rowsOf } from './measures'
import { useNames } from './names'

export const GROUP_STYLE: Record<Group, string> = {
  Begin: 'bg-success-soft text-success-text',
  Do: 'bg-info-soft text-info-text',
  'Ask and tell': 'bg-accent-soft text-accent-text',
  Flow: 'bg-warning-soft text-warning-text',
}

const RING: Record<Tone, string> = {
  neutral: 'border-line-strong',
  accent: 'border-accent',
  info: 'border-info-text',
  success: 'border-success-text',
  warning: 'border-warning-text',
  danger: 'border-danger',
}

/** From so far nothing can be read: only what kind of steps they are, and how they are connected, is drawn. */
const isFar = ({ transform }: ReactFlowState) => transform[2] < 0.3

/** One step on a canvas: what it is, what it is set to in a line, and its exits. */
export const StepNode = memo(function StepNode({
  data: { step, exits, decoration },
  selected,
  isConnectable,
}: NodeProps<StepFlowNode>) {
  const names = useNames()
  const far = useStore(isFar)
  const { icon: Icon, title, group, begins } = shapeOf(step.does.kind)
  const rows = rowsOf(exits)
  if (far) {
    return (
      <div
        className={cn(
          'size-full rounded-lg border-2',
          GROUP_STYLE[group],
          RING[decoration?.tone ?? 'neutral'],
          selected && 'outline-4 outline-focus',
        )}
      >
        <Icon className="mx-auto mt-3 size-9" aria-hidden />
      </div>
    )
  }
  return (
    <div
      className={cn(
        'size-full rounded-lg border bg-raised shadow-1',
        RING[decoration?.tone ?? 'neutral'],
        selected && 'outline-2 outline-offset-1 outline-focus',
      )}
    >
      <div className="flex items-center gap-2.5 px-3" style={{ height: HEAD - 2 }}>
        <span
          className={cn('grid size-8 shrink-0 place-items-center rounded-md', GROUP_STYLE[group])}
        >
          <Icon className="size-4" aria-hidden />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium">{step.name || title}</span>
          <span className="block truncate text-xs text-muted">
            {summaryOf(step.does, names) || title}
          </span>
        </span>
      </div>
      {rows.length > 0 && (
        <ul className="border-t border-line text-right text-2xs text-muted">
          {rows.map(({ name, label }) => (
            <li
              key={name}
              className="truncate px-3"
              style={{ height: ROW, lineHeight: `${ROW}px` }}
            >
              {label}
            </li>
          ))}
        </ul>
      )}
      {decoration && (
        <Badge
          tone={decoration.tone}
          className="absolute -top-2.5 right-3 border border-line bg-raised shadow-1"
        >
          {decoration.icon && <decoration.icon aria-hidden />}
          {decoration.words}
        </Badge>
      )}
      {!begins && (
        <Handle
          type="target"
          id={ENTRY}
          position={Position.Left}
          isConnectable={isConnectable}
          style={{ top: HEAD / 2 }}
        />
      )}
      {exits.map(({ name }) => (
        <Handle
          key={name}
          type="source"
          id={name}
          position={Position.Right}
          isConnectable={isConnectable}
          style={{ top: exitTop(exits, name) }}
        />
      ))}
    </div>
  )
})
