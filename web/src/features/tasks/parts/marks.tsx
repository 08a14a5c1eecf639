import { cn } from '@/lib/cn'
import { inWords } from '@/lib/names'

import type { Priority, Status } from '../task'

const STATUS_COLOUR: Record<Status, string> = {
  new: 'text-status-new',
  in_progress: 'text-status-in-progress',
  on_hold: 'text-status-on-hold',
  completed: 'text-status-completed',
}

/** A status as a shape: an open ring, a half disc, a pause, a tick. */
export function StatusMark({ status, className }: { status: Status; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden
      fill="none"
      className={cn('size-4 shrink-0', className, STATUS_COLOUR[status])}
    >
      {status === 'new' && (
        <circle
          cx="8"
          cy="8"
          r="5.75"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray="2.4 1.6"
        />
      )}
      {status === 'in_progress' && (
        <>
          <circle cx="8" cy="8" r="5.75" stroke="currentColor" strokeWidth="1.5" />
          <path d="M8 4.75a3.25 3.25 0 0 1 0 6.5z" fill="currentColor" />
        </>
      )}
      {status === 'on_hold' && (
        <>
          <circle cx="8" cy="8" r="5.75" stroke="currentColor" strokeWidth="1.5" />
          <path
            d="M6.5 6v4M9.5 6v4"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
          />
        </>
      )}
      {status === 'completed' && (
        <>
          <circle cx="8" cy="8" r="6.5" fill="currentColor" />
          <path
            d="m5.25 8.25 1.9 1.9 3.6-3.9"
            className="stroke-surface"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )}
    </svg>
  )
}

const PRIORITY_COLOUR: Record<Priority, string> = {
  low: 'text-priority-low',
  medium: 'text-priority-medium',
  high: 'text-priority-high',
  critical: 'text-priority-critical',
}

const BARS: Record<Exclude<Priority, 'critical'>, number> = { low: 1, medium: 2, high: 3 }

/** A priority as a shape: one to three bars, an alarm. */
export function PriorityMark({ priority, className }: { priority: Priority; className?: string }) {
  const colour = PRIORITY_COLOUR[priority]
  return (
    <svg viewBox="0 0 16 16" aria-hidden className={cn('size-4 shrink-0', className, colour)}>
      {priority === 'critical' ? (
        <>
          <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="3" fill="currentColor" />
          <path
            d="M8 4.75v4M8 11.2v.05"
            className="stroke-surface"
            strokeWidth="1.75"
            strokeLinecap="round"
          />
        </>
      ) : (
        [0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={2.25 + bar * 4.25}
            y={9.5 - bar * 3}
            width="3"
            height={4 + bar * 3}
            rx="1"
            fill="currentColor"
            opacity={bar < BARS[priority] ? 1 : 0.25}
          />
        ))
      )}
    </svg>
  )
}

export function StatusLabel({ status }: { status: Status }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <StatusMark status={status} />
      <span className="truncate">{inWords(status)}</span>
    </span>
  )
}

export function PriorityLabel({ priority }: { priority: Priority }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <PriorityMark priority={priority} />
      <span className="truncate">{inWords(priority)}</span>
    </span>
  )
}
