import { queryOptions, useMutation } from '@tanstack/react-query'

import { api, take } from '@/api/client'

import type { Definition } from '../definition'

import { type Draft, scenarioOf, startOf, triggerOf, webhookTrigger } from './scenario'

/** Tasks that a trial may begin with, those that changed last first. */
export const recentTasksQuery = queryOptions({
  queryKey: ['tasks', 'for-trial'],
  queryFn: ({ signal }) =>
    take(api.GET('/api/tasks', { params: { query: { limit: 50, sort: '-updated_at' } }, signal })),
})

/** Runs that a trial may begin like, the newest first. */
export const recentRunsQuery = (workflow: string) =>
  queryOptions({
    queryKey: ['runs', 'for-trial', workflow],
    queryFn: ({ signal }) =>
      take(api.GET('/api/runs', { params: { query: { origin: workflow, limit: 20 } }, signal })),
  })

interface Attempt {
  definition: Definition
  draft: Draft
  /** The workflow's name. */
  workflow: string
  /** The id of the person who tries it out. */
  by: string
}

/** Tries a drawing out; nothing is done and nobody is told. */
export function useSimulate() {
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: async ({ definition, draft, workflow, by }: Attempt) => {
      const trigger = await triggerFor(definition, draft, by)
      const scenario = scenarioOf(draft, workflow, by, trigger)
      return take(api.POST('/api/workflows/simulate', { body: { definition, scenario } }))
    },
  })
}

/** What begins it: what began the run that was chosen, the task as it is now, or what is sent. */
async function triggerFor(
  definition: Definition,
  draft: Draft,
  by: string,
): Promise<object | undefined> {
  const start = startOf(definition, draft)?.does
  if (start?.kind !== 'start' || start.when === 'manual') return undefined
  if (draft.run !== undefined) {
    const run = await take(api.GET('/api/runs/{id}', { params: { path: { id: draft.run } } }))
    return run.trigger as object
  }
  if (start.when === 'webhook') return webhookTrigger(draft.body)
  if (draft.task === undefined || start.when !== 'task_event') return undefined
  const task = await take(api.GET('/api/tasks/{task}', { params: { path: { task: draft.task } } }))
  return triggerOf(start.event, task, {
    by,
    at: new Date().toISOString(),
    newId: () => crypto.randomUUID(),
  })
}
