import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, type Schema, take } from '@/api/client'
import { asApiError } from '@/api/problem'
import { showError, toast } from '@/components/ui/toaster'
import { inWords } from '@/lib/names'
import { useShortcuts } from '@/registry/shortcuts'

import type { ListTask } from '../task'

export type Changes = Schema<'Changes'>

/** A task that was not changed, and why. */
export interface Refused {
  key: string
  why: string
}

/** As many tasks as one call takes. */
const CALL = 200

const WHY: Record<Schema<'Refusal'>, string> = {
  not_found: 'It is gone.',
  external_id_taken: 'Another task has its external id by now.',
  deleted: 'It is in the bin.',
  archived: 'Its project is archived.',
  status_not_allowed: 'Its status does not allow it.',
  assignee_cannot_see: 'Someone who should work on it may not see it.',
  too_many: 'It would have too many.',
  changed_since: 'Someone changed it since.',
}

/** Changes many tasks; each is changed or refused for itself, and all of it can be taken back. */
export function useBulkChange(onRefused: (refused: Refused[], total: number) => void) {
  const queryClient = useQueryClient()
  const undo = useUndoBulk(onRefused)
  /** What the last change did, until it is taken back: keys may come later than the message goes. */
  const [last, setLast] = useState<string[]>([])
  const takeBack = (events: string[]) => {
    if (undo.isPending) return
    undo.mutate(events, {
      // A later change stays the last one.
      onSuccess: () => {
        setLast((now) => (now[0] === events[0] ? [] : now))
      },
    })
  }
  useShortcuts(
    last.length > 0
      ? [
          {
            keys: 'mod+z',
            title: 'Take the last bulk change back',
            group: 'Tasks',
            run: () => {
              takeBack(last)
            },
          },
        ]
      : [],
  )
  return useMutation({
    mutationFn: async ({ tasks, change }: { tasks: ListTask[]; change: Changes }) => {
      const results: Schema<'BulkResult'>[] = []
      for (let from = 0; from < tasks.length; from += CALL) {
        const ids = tasks.slice(from, from + CALL).map(({ id }) => id)
        results.push(await take(api.POST('/api/tasks/bulk', { body: { ids, change } })))
      }
      return results
    },
    // If this one fails half-way, keys must not take back the one before.
    onMutate: () => {
      setLast([])
    },
    onSuccess: (parts, { tasks, change }) => {
      const events = parts.flatMap(({ event_id }) => event_id ?? [])
      setLast(events)
      const changed = parts.reduce((sum, part) => sum + part.changed, 0)
      const refused = parts
        .flatMap(({ results }) => results)
        .filter(({ result }) => result === 'refused')
        .map(({ key, id, reason, allowed }) => ({
          key: key ?? tasks.find((task) => task.id === id)?.key ?? 'A task',
          why:
            reason === 'status_not_allowed' && allowed?.length
              ? `It can go to ${allowed.map(inWords).join(' or ')}.`
              : WHY[reason ?? 'not_found'],
        }))
      if (refused.length > 0) onRefused(refused, tasks.length)
      const what = change.delete ? 'Moved to the bin' : 'Changed'
      const message =
        changed === 0
          ? 'Nothing changed'
          : `${what}: ${changed} ${changed === 1 ? 'task' : 'tasks'}`
      toast(message, {
        // Behind the list of what was refused it must not run out.
        duration: refused.length > 0 ? Infinity : 20_000,
        ...(events.length > 0 && {
          action: {
            label: 'Undo',
            onClick: () => {
              takeBack(events)
            },
          },
        }),
      })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

function useUndoBulk(onKept: (kept: Refused[], total: number) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (events: string[]) => {
      const results: Schema<'UndoResult'>[] = []
      // The last change first.
      for (const event of events.toReversed()) {
        const params = { path: { event } }
        results.push(await take(api.POST('/api/tasks/bulk/{event}/undo', { params })))
      }
      return results
    },
    onSuccess: (parts) => {
      const reverted = parts.reduce((sum, part) => sum + part.reverted, 0)
      const all = parts.flatMap(({ results }) => results)
      const kept = all
        .filter(({ result }) => result === 'kept')
        .map(({ key, reason }) => ({
          key: key ?? 'A task',
          why: WHY[reason ?? 'changed_since'],
        }))
      if (kept.length > 0) onKept(kept, all.length)
      toast.success(`Taken back: ${reverted} ${reverted === 1 ? 'task' : 'tasks'}`)
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

/** Takes many tasks out of the bin, one after the other. */
export function useRestoreMany(onRefused: (refused: Refused[], total: number) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (tasks: ListTask[]) => {
      const refused: Refused[] = []
      for (const task of tasks) {
        try {
          await take(api.POST('/api/tasks/{task}/restore', { params: { path: { task: task.id } } }))
        } catch (error) {
          const problem = asApiError(error)
          // An outage is not a refusal of this task.
          if (problem.isTransient) throw error
          refused.push({ key: task.key, why: problem.message })
        }
      }
      return refused
    },
    onSuccess: (refused, tasks) => {
      const restored = tasks.length - refused.length
      if (refused.length > 0) onRefused(refused, tasks.length)
      if (restored > 0) toast.success(`Restored ${restored} ${restored === 1 ? 'task' : 'tasks'}`)
    },
    onError: showError,
    meta: { errorIsShown: true },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tasks'] }),
  })
}
