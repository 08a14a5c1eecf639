import type { InfiniteData, InfiniteQueryObserverResult } from '@tanstack/react-query'

import type { Page } from '@/api/pages'

import type { Column } from '../board/columns'
import { flat } from '../lists'
import type { ListTask } from '../task'

/** One group of the list; without grouping there is one, which has no heading. */
export interface Group {
  column: Column | undefined
  isClosed: boolean
  list: InfiniteQueryObserverResult<InfiniteData<Page<ListTask>>> | undefined
}

/** What stands in one line of the list. */
export type Row =
  | { kind: 'group'; id: string; group: Group; count: number }
  | { kind: 'task'; id: string; task: ListTask }
  | { kind: 'pending' | 'more' | 'empty' | 'failed'; id: string; group: Group }

/** The lines of the list, from the top. A task with two assignees stands in two groups. */
export function rowsOf(groups: Group[]): Row[] {
  return groups.flatMap((group): Row[] => {
    const name = group.column?.id ?? 'all'
    const tasks = flat(group.list?.data?.pages)
    const heading: Row[] = group.column
      ? [{ kind: 'group', id: `group:${name}`, group, count: tasks.length }]
      : []
    if (group.isClosed) return heading
    const lines = tasks.map((task): Row => ({ kind: 'task', id: `${name}:${task.id}`, task }))
    const line = (kind: 'pending' | 'more' | 'empty' | 'failed'): Row => ({
      kind,
      id: `${kind}:${name}`,
      group,
    })
    if (!group.list || group.list.isPending) lines.push(line('pending'))
    else if (group.list.isError) lines.push(line('failed'))
    else if (group.list.hasNextPage) lines.push(line('more'))
    else if (tasks.length === 0 && group.column) lines.push(line('empty'))
    return [...heading, ...lines]
  })
}

/** The tasks from one line to another, both included, whichever comes first. */
export function tasksBetween(rows: Row[], from: string, to: string): ListTask[] {
  const [start, end] = [from, to]
    .map((id) => rows.findIndex((row) => row.id === id))
    .sort((a, b) => a - b)
  if (start === undefined || end === undefined || start < 0) return []
  return rows.slice(start, end + 1).flatMap((row) => (row.kind === 'task' ? [row.task] : []))
}
