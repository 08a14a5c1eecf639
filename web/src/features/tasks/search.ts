/** What the address says of a list of tasks, and what is asked of the API for it. */
import { z } from 'zod'

import type { paths } from '@/api/schema'
import { addDays, type Day } from '@/lib/days'

import { PRIORITIES, STATUSES } from './task'

export const VIEWS = ['board', 'list', 'bin'] as const
export const GROUPS = ['status', 'assignee', 'priority'] as const
export const DUE = ['overdue', 'today', 'week', 'none'] as const
export const SORTS = [
  '-created_at',
  'created_at',
  '-updated_at',
  'updated_at',
  'due_at',
  '-due_at',
  'start_at',
  '-start_at',
  '-priority',
  'priority',
  'status',
  '-status',
  'title',
  '-title',
  'number',
  '-number',
] as const

export type Group = (typeof GROUPS)[number]
export type Due = (typeof DUE)[number]
export type Sort = (typeof SORTS)[number]

const words = z.array(z.coerce.string()).optional().catch(undefined)

export const taskSearch = z.object({
  view: z.enum(VIEWS).optional().catch(undefined),
  group: z.enum(GROUPS).optional().catch(undefined),
  sort: z.enum(SORTS).optional().catch(undefined),
  status: z.array(z.enum(STATUSES)).optional().catch(undefined),
  priority: z.array(z.enum(PRIORITIES)).optional().catch(undefined),
  /** Ids of people, `me`, `none`. */
  assignee: words,
  tag: words,
  /** Keys of projects, where the page is not one project's. */
  project: words,
  due: z.enum(DUE).optional().catch(undefined),
  /** The id of the import that made them. */
  import: z.string().optional().catch(undefined),
  q: z
    .union([z.string(), z.number().transform(String)])
    .optional()
    .catch(undefined),
})

export type TaskSearch = z.infer<typeof taskSearch>

/** The parameters of the list, without its pages. */
export type ListParams = Omit<
  NonNullable<paths['/api/tasks']['get']['parameters']['query']>,
  'limit' | 'cursor' | 'fields'
>

export const DEFAULT_SORT: Sort = '-created_at'

/** What narrows the list; the rest of the address says how it is shown. */
const FILTERS = ['status', 'priority', 'assignee', 'tag', 'project', 'due', 'import', 'q'] as const

export function isFiltered(search: TaskSearch): boolean {
  return FILTERS.some((name) => {
    const value = search[name]
    return Array.isArray(value) ? value.length > 0 : !!value
  })
}

/** The address without what narrows the list. */
export const NO_FILTER = Object.fromEntries(FILTERS.map((name) => [name, undefined])) as Record<
  (typeof FILTERS)[number],
  undefined
>

/** What is asked of the API. `today` is the day where the person is. */
export function listParams(
  search: TaskSearch,
  project: string | undefined,
  today: Day,
): ListParams {
  const projects = project ? [project] : search.project
  const q = search.q?.trim()
  return {
    sort: search.sort ?? DEFAULT_SORT,
    ...(projects?.length && { project: projects }),
    ...(search.status?.length && { status: search.status }),
    ...(search.priority?.length && { priority: search.priority }),
    ...(search.assignee?.length && { assignee: search.assignee }),
    ...(search.tag?.length && { tag: search.tag }),
    ...(search.import && { import: [search.import] }),
    ...(q && { q }),
    ...(search.view === 'bin' && { deleted: true }),
    ...dueParams(search, today),
  }
}

function dueParams(search: TaskSearch, today: Day): ListParams {
  switch (search.due) {
    case 'overdue': {
      const open = STATUSES.filter((status) => status !== 'completed')
      return {
        due_before: startOf(today),
        // What is done is not overdue.
        status: search.status?.length
          ? search.status.filter((status) => status !== 'completed')
          : open,
      }
    }
    case 'today':
      return { due_after: startOf(today), due_before: startOf(addDays(today, 1)) }
    case 'week':
      return { due_after: startOf(today), due_before: startOf(addDays(today, 7)) }
    case 'none':
      return { no_due_date: true }
    case undefined:
      return {}
  }
}

function startOf(day: Day): string {
  return new Date(`${day}T00:00:00`).toISOString()
}

/** The moment that a day stands for where only days are chosen: the end of the working day, where the person is. */
export function momentOf(day: Day): string {
  return new Date(`${day}T17:00:00`).toISOString()
}
