/** Changes of one task: shown at once, taken back if they are refused. */
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { asApiError } from '@/api/problem'
import { showError, toast } from '@/components/ui/toaster'
import { inWords } from '@/lib/names'

import { placeTask } from './lists'
import { type ListTask, readTask, type Task, type TaskPatch } from './task'

/** The newest revision of a task that a change of this tab made: the next change of this tab builds upon it. */
const ownRevisions = new Map<string, number>()
const turns = new Map<string, Promise<unknown>>()

/** Two changes of one task follow each other, so that the second does not lose against the first. */
function inTurn<T>(task: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(task) ?? Promise.resolve()
  const turn = before.catch(() => undefined).then(work)
  turns.set(task, turn)
  return turn
}

/** Sends a change of the task at the revision that the person saw. */
export function sendPatch(task: ListTask, patch: TaskPatch): Promise<Task> {
  return inTurn(task.id, async () => {
    const revision = Math.max(task.revision, ownRevisions.get(task.id) ?? 0)
    const changed = await take(
      api.PATCH('/api/tasks/{task}', {
        params: { path: { task: task.id }, header: ifMatch({ revision }) },
        body: patch,
      }),
    )
    ownRevisions.set(task.id, changed.revision)
    return changed
  })
}

export interface TaskChange {
  task: ListTask
  patch: TaskPatch
}

/** Changes a task; what is refused is taken back and told. */
export function useChangeTask() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ task, patch }: TaskChange) => sendPatch(task, patch),
    onMutate: ({ task, patch }) => {
      placeTask(queryClient, preview(task, patch))
    },
    onSuccess: (task) => {
      settle(queryClient, task)
    },
    onError: async (error, { task, patch }) => {
      placeTask(queryClient, task)
      if (asApiError(error).isLostRace) await showNewest(queryClient, task)
      tellRefused(error, task, patch)
    },
  })
}

/** The task as it will be if the change is accepted. */
function preview(task: ListTask, patch: TaskPatch): ListTask {
  const { custom, ...fields } = patch
  const given = Object.entries(fields as Record<string, unknown>)
  const changed = Object.fromEntries(given.filter(([, value]) => value !== undefined))
  const merged: Record<string, unknown> = { ...task.custom, ...custom }
  const kept = Object.entries(merged).filter(([, value]) => value !== null)
  return { ...task, ...changed, custom: Object.fromEntries(kept) as ListTask['custom'] }
}

/** Shows what the server answered, and lets what depends on it be read again. */
export function settle(queryClient: QueryClient, task: Task): void {
  placeTask(queryClient, task)
  queryClient.setQueryData(['tasks', 'one', task.key], task)
  void queryClient.invalidateQueries({ queryKey: ['tasks', 'activity', task.key] })
}

/** Reads the task again and shows it as it is. */
export async function showNewest(
  queryClient: QueryClient,
  task: Pick<ListTask, 'key'>,
): Promise<Task | undefined> {
  try {
    const newest = await readTask(task.key)
    settle(queryClient, newest)
    return newest
  } catch {
    // It is gone or cannot be read: the lists will tell.
    void queryClient.invalidateQueries({ queryKey: ['tasks'] })
    return undefined
  }
}

/** Tells why a change did not happen, in terms of the task. */
export function tellRefused(error: unknown, task: ListTask, patch: TaskPatch): void {
  const problem = asApiError(error)
  if (problem.isLostRace) {
    toast.warning(`${task.key} was changed by someone else`, {
      id: `race:${task.key}`,
      description: 'Your change was taken back. You see the task as it is now; try again.',
      duration: 8000,
    })
    return
  }
  if (patch.status && problem.status === 409 && problem.allowed.length > 0) {
    tellNotAllowed(task, patch.status, problem.allowed)
    return
  }
  showError(error)
}

/** Tells that the status machine has no such step, and which ones it has. */
export function tellNotAllowed(
  task: Pick<ListTask, 'key' | 'status'>,
  wanted: Schema<'Status'>,
  allowed: readonly string[],
): void {
  toast.warning(`${task.key} cannot go to ${inWords(wanted)}`, {
    id: `refused:${task.key}`,
    description: `From ${inWords(task.status)} it goes to ${allowed.map(inWords).join(' or ')}.`,
    duration: 8000,
  })
}

export function useCreateTask() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'NewTask'>) => take(api.POST('/api/tasks', { body })),
    onSuccess: (task) => {
      placeTask(queryClient, task)
      void queryClient.invalidateQueries({ queryKey: ['tasks', 'tags'] })
    },
  })
}

/** Puts a task into the bin at once, with a way back. */
export function useBinTask() {
  const queryClient = useQueryClient()
  const restore = useRestoreTask()
  return useMutation({
    mutationFn: (task: ListTask) =>
      take(api.DELETE('/api/tasks/{task}', { params: { path: { task: task.id }, header: {} } })),
    onMutate: (task) => {
      placeTask(queryClient, { ...task, deleted_at: new Date().toISOString() })
    },
    onSuccess: (_, task) => {
      void queryClient.invalidateQueries({ queryKey: ['tasks', 'one', task.key] })
      toast(`${task.key} is in the bin`, {
        duration: 10_000,
        action: {
          label: 'Undo',
          onClick: () => {
            restore.mutate(task)
          },
        },
      })
    },
    onError: (_, task) => {
      placeTask(queryClient, task)
    },
  })
}

export function useRestoreTask() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (task: Pick<ListTask, 'id'>) =>
      take(api.POST('/api/tasks/{task}/restore', { params: { path: { task: task.id } } })),
    onSuccess: (task) => {
      settle(queryClient, task)
      toast.success(`Restored ${task.key}`)
    },
  })
}
