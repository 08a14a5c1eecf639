import { CalendarClock } from 'lucide-react'

import { cn } from '@/lib/cn'
import { addDays, localDay, today, writtenDay } from '@/lib/days'

import { isOverdue, type ListTask } from '../task'

/** When a task is due, as near days are called. */
export function dueInWords(due: string): string {
  const day = localDay(due)
  if (day === today()) return 'Today'
  if (day === addDays(today(), 1)) return 'Tomorrow'
  if (day === addDays(today(), -1)) return 'Yesterday'
  return day.slice(0, 4) === today().slice(0, 4) ? shortDay.format(new Date(due)) : writtenDay(day)
}

const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** A due date; one that has passed says so, and not by its colour alone. */
export function DueLabel({
  task,
  className,
}: {
  task: Pick<ListTask, 'due_at' | 'status'>
  className?: string
}) {
  if (!task.due_at) return null
  const overdue = isOverdue(task)
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 whitespace-nowrap tabular-nums',
        overdue ? 'font-medium text-danger-text' : 'text-muted',
        className,
      )}
    >
      <CalendarClock className="size-3.5 shrink-0" aria-hidden />
      <span className="sr-only">{overdue ? 'Overdue since' : 'Due'}</span>
      {dueInWords(task.due_at)}
    </span>
  )
}
