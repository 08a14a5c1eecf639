import type { ListParams } from './search'
import { type ListTask, PRIORITIES, STATUSES } from './task'

/**
 * Whether a task belongs to a list, as far as can be told here: `q` is looked for in what lists read, and `me` is
 * the id that is given.
 */
export function matches(params: ListParams, task: ListTask, me: string): boolean {
  const anyOf = <Value>(wanted: readonly Value[] | undefined, has: (value: Value) => boolean) =>
    !wanted?.length || wanted.some(has)
  const due = task.due_at ? new Date(task.due_at).getTime() : undefined
  return (
    (params.deleted ?? false) === !!task.deleted_at &&
    anyOf(params.status, (status) => task.status === status) &&
    anyOf(params.priority, (priority) => task.priority === priority) &&
    anyOf(params.tag, (tag) => task.tags.includes(tag)) &&
    anyOf(params.project, (key) => task.key.startsWith(`${key}-`) || task.project_id === key) &&
    anyOf(params.import, (id) => task.source?.import_id === id) &&
    anyOf(params.parent, (parent) => task.parent_id === parent) &&
    anyOf(params.assignee, (who) =>
      who === 'none'
        ? task.assignees.length === 0
        : task.assignees.includes(who === 'me' ? me : who),
    ) &&
    (!params.no_due_date || due === undefined) &&
    (!params.due_before || (due !== undefined && due < new Date(params.due_before).getTime())) &&
    (!params.due_after || (due !== undefined && due >= new Date(params.due_after).getTime())) &&
    says(task, params.q)
  )
}

function says(task: ListTask, q: string | undefined): boolean {
  if (!q) return true
  const text = [task.key, task.title, ...task.tags].join(' ').toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The server's order: negative if `a` stands above `b`. Without a date comes first, the newer of two equals last. */
export function inOrder(a: ListTask, b: ListTask, sort: string): number {
  const down = sort.startsWith('-')
  const by = sort.replace('-', '')
  const first = rank(a, by)
  const second = rank(b, by)
  const order = first === second ? compare(a.id, b.id) : compare(first, second)
  return down ? -order : order
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function rank(task: ListTask, by: string): string | number {
  switch (by) {
    case 'priority':
      return -PRIORITIES.indexOf(task.priority)
    case 'status':
      return STATUSES.indexOf(task.status)
    case 'number':
      return task.number
    case 'title':
      return task.title
    case 'due_at':
      return task.due_at ?? ''
    case 'start_at':
      return task.start_at ?? ''
    case 'updated_at':
      return task.updated_at
    default:
      return task.created_at
  }
}
