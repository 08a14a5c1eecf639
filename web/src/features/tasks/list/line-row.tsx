import { ChevronRight } from 'lucide-react'

import { asApiError } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/lib/cn'

import type { Row } from './rows'

interface LineRowProps {
  row: Exclude<Row, { kind: 'task' }>
  onToggleGroup: (id: string) => void
}

/** A line of the list that is not a task: a group's heading, or where there is none to show. */
export function LineRow({ row, onToggleGroup }: LineRowProps) {
  const { column, isClosed, list } = row.group
  if (row.kind === 'group' && column) {
    return (
      <span
        role="gridcell"
        className="flex h-full items-center border-b border-line bg-canvas px-2"
      >
        <button
          type="button"
          aria-expanded={!isClosed}
          className="sticky left-2 flex h-7 items-center gap-2 rounded-sm px-1.5 font-semibold hover:bg-hover"
          onClick={() => {
            onToggleGroup(column.id)
          }}
        >
          <ChevronRight
            className={cn('size-4 text-muted transition-transform', !isClosed && 'rotate-90')}
            aria-hidden
          />
          {column.mark}
          {column.title}
          {list?.data && (
            <span className="text-xs font-normal text-muted tabular-nums">
              {row.count}
              {list.hasNextPage && '+'}
            </span>
          )}
        </button>
      </span>
    )
  }
  return (
    <span
      role="gridcell"
      className="flex h-full items-center gap-3 border-b border-line px-11 text-xs text-muted"
    >
      {row.kind === 'empty' && 'No tasks'}
      {(row.kind === 'pending' || (row.kind === 'more' && !list?.isFetchNextPageError)) && (
        <>
          <span className="sr-only">Loading tasks</span>
          <Skeleton className="w-16" />
          <Skeleton className="w-72" />
          <Skeleton className="w-24" />
        </>
      )}
      {(row.kind === 'failed' || list?.isFetchNextPageError) && list && (
        <>
          {asApiError(list.error).message}
          <Button
            variant="link"
            onClick={() => void (list.data ? list.fetchNextPage() : list.refetch())}
          >
            Try again
          </Button>
        </>
      )}
    </span>
  )
}
