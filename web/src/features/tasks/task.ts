import { api, type Schema, take } from '@/api/client'

export type Task = Schema<'TaskView'>
export type Status = Schema<'Status'>
export type Priority = Schema<'Priority'>
export type TaskPatch = Schema<'TaskPatch'>

/** What lists read of a task: all but its long texts. */
export type ListTask = Omit<Task, 'description' | 'watchers' | 'external_id'>

export const LIST_FIELDS = [
  'number',
  'project_id',
  'title',
  'status',
  'priority',
  'assignees',
  'tags',
  'start_at',
  'due_at',
  'parent_id',
  'custom',
  'created_by',
  'created_at',
  'updated_at',
  'completed_at',
  'deleted_at',
  'source',
  'revision',
] satisfies (keyof ListTask)[]

export const STATUSES = ['new', 'in_progress', 'on_hold', 'completed'] as const satisfies Status[]
export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const satisfies Priority[]

/** The status machine, as the server has it: it has the last word, and names what it allows. */
const NEXT: Record<Status, readonly Status[]> = {
  new: ['in_progress'],
  in_progress: ['on_hold', 'completed'],
  on_hold: ['in_progress'],
  completed: ['in_progress'],
}

/** Where a task can go from this status. */
export function nextStatuses(status: Status): readonly Status[] {
  return NEXT[status]
}

/** Whether it should have been done by now. */
export function isOverdue(
  task: Pick<Task, 'status' | 'due_at'>,
  now: number = Date.now(),
): boolean {
  return task.status !== 'completed' && !!task.due_at && new Date(task.due_at).getTime() < now
}

/** Reads a task anew, by key or id. */
export function readTask(task: string, signal?: AbortSignal): Promise<Task> {
  return take(
    api.GET('/api/tasks/{task}', { params: { path: { task } }, ...(signal && { signal }) }),
  )
}
