import { UserRoundX } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'

import type { Schema } from '@/api/client'
import { useMe } from '@/api/me'
import { Avatar } from '@/components/ui/avatar'
import { inWords } from '@/lib/names'

import { PriorityMark, StatusMark } from '../parts/marks'
import { canWork, usePeople } from '../people'
import type { Group, ListParams, TaskSearch } from '../search'
import { type ListTask, nextStatuses, PRIORITIES, STATUSES, type TaskPatch } from '../task'

/** A column of the board, or a group of the list: which tasks it holds, and what it means to bring one there. */
export interface Column {
  id: string
  title: string
  mark: ReactNode
  /** Narrows the list to this column. */
  params: ListParams
  /** What a task that is made here has from the start. */
  fresh: Omit<Schema<'NewTask'>, 'project_id' | 'title'>
  holds: (task: ListTask) => boolean
  /** Whether a task may come here from where it is. */
  allows: (task: ListTask) => boolean
  /** What brings a task here from the column where it was taken. */
  patch: (task: ListTask, from: Column) => TaskPatch
}

const STATUS_COLUMNS: Column[] = STATUSES.map((status) => ({
  id: status,
  title: inWords(status),
  mark: <StatusMark status={status} />,
  params: { status: [status] },
  fresh: { status },
  holds: (task) => task.status === status,
  allows: (task) => nextStatuses(task.status).includes(status),
  patch: () => ({ status }),
}))

const PRIORITY_COLUMNS: Column[] = PRIORITIES.map((priority) => ({
  id: priority,
  title: inWords(priority),
  mark: <PriorityMark priority={priority} />,
  params: { priority: [priority] },
  fresh: { priority },
  holds: (task) => task.priority === priority,
  allows: () => true,
  patch: () => ({ priority }),
}))

const NOBODY: Column = {
  id: 'none',
  title: 'Nobody',
  mark: <UserRoundX className="size-4 text-muted" aria-hidden />,
  params: { assignee: ['none'] },
  fresh: {},
  holds: (task) => task.assignees.length === 0,
  allows: () => true,
  patch: () => ({ assignees: [] }),
}

function personColumn(person: { id: string; name: string }): Column {
  return {
    id: person.id,
    title: person.name,
    mark: <Avatar name={person.name} size="sm" />,
    params: { assignee: [person.id] },
    fresh: { assignees: [person.id] },
    holds: (task) => task.assignees.includes(person.id),
    allows: () => true,
    // It changes hands; whoever else works on it goes on.
    patch: (task, from) => {
      const others = task.assignees.filter((id) => id !== from.id && id !== person.id)
      return { assignees: [...others, person.id] }
    },
  }
}

/** The columns of a grouping, less those that the filter leaves empty anyway. */
export function useColumns(group: Group, search: TaskSearch): Column[] {
  const { list } = usePeople()
  const me = useMe()
  return useMemo(() => {
    if (group === 'status') return wanted(STATUS_COLUMNS, search.status)
    if (group === 'priority') return wanted(PRIORITY_COLUMNS, search.priority)
    const people = list.filter(canWork).map(personColumn)
    const chosen = search.assignee?.map((who) => (who === 'me' ? me.id : who))
    return wanted([NOBODY, ...people], chosen)
  }, [group, search.status, search.priority, search.assignee, list, me.id])
}

function wanted(columns: Column[], chosen: readonly string[] | undefined): Column[] {
  return chosen?.length ? columns.filter(({ id }) => chosen.includes(id)) : columns
}

/** The list's parameters for one column. Where the filter and the column speak of the same field, the column is within it. */
export function columnParams(base: ListParams, column: Column): ListParams {
  return { ...base, ...column.params }
}
