import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { useGrant, useMe } from '@/api/me'
import { byCursor, everyPage } from '@/api/pages'

export type WorkflowSummary = Schema<'WorkflowSummary'>
export type Workflow = Schema<'Workflow'>
export type VersionSummary = Schema<'WorkflowVersionSummary'>

/** Every workflow of the organization, by name, without what is drawn. */
export const workflowsQuery = queryOptions({
  queryKey: ['workflows'],
  queryFn: async ({ signal }) => {
    const workflows = await everyPage((cursor) =>
      take(
        api.GET('/api/workflows', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    )
    return workflows.sort((a, b) => a.name.localeCompare(b.name))
  },
})

/** One workflow with its draft, and what has to be mended in that. */
export const workflowQuery = (id: string) =>
  queryOptions({
    queryKey: ['workflows', id],
    queryFn: ({ signal }) =>
      take(api.GET('/api/workflows/{id}', { params: { path: { id } }, signal })),
  })

/** What was published of a workflow, the newest first. */
export const versionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['workflows', id, 'versions'],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/workflows/{id}/versions', {
          params: { path: { id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    ...byCursor,
  })

/** One version with what was drawn. It never changes. */
export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['workflows', id, 'versions', number],
    queryFn: ({ signal }) =>
      take(
        api.GET('/api/workflows/{id}/versions/{number}', {
          params: { path: { id, number } },
          signal,
        }),
      ),
    staleTime: Infinity,
  })

/** Whether the person may change this workflow: any, or only their own. */
export function useMayChange(): (workflow: Pick<WorkflowSummary, 'created_by'>) => boolean {
  const me = useMe()
  const grant = useGrant('workflows.manage')
  return ({ created_by }) => grant === 'all' || (grant === 'own' && created_by === me.id)
}

/** What a change answers is what its page shows next. */
function useKeep() {
  const queryClient = useQueryClient()
  return (workflow: Workflow) => {
    queryClient.setQueryData(workflowQuery(workflow.id).queryKey, workflow)
    void queryClient.invalidateQueries({ queryKey: ['workflows'], exact: true })
  }
}

export function useCreateWorkflow() {
  const keep = useKeep()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'NewWorkflow'>) => take(api.POST('/api/workflows', { body })),
    onSuccess: keep,
  })
}

interface Change {
  workflow: Pick<WorkflowSummary, 'id' | 'revision'>
  patch: Schema<'WorkflowPatch'>
}

/** Sends a change; for what is not shown by a hook of a component, like saving while leaving. */
export function changeWorkflow({ workflow, patch }: Change): Promise<Workflow> {
  return take(
    api.PATCH('/api/workflows/{id}', {
      params: { path: { id: workflow.id }, header: ifMatch(workflow) },
      body: patch,
    }),
  )
}

export function useChangeWorkflow(meta?: { errorIsShown: boolean }) {
  const keep = useKeep()
  const queryClient = useQueryClient()
  return useMutation({
    ...(meta && { meta }),
    mutationFn: changeWorkflow,
    onSuccess: keep,
    // After a lost race the next try is made knowing what the other one did.
    onError: () => queryClient.invalidateQueries({ queryKey: ['workflows'], exact: true }),
  })
}

export function useDeleteWorkflow() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (workflow: WorkflowSummary) =>
      take(
        api.DELETE('/api/workflows/{id}', {
          params: { path: { id: workflow.id }, header: ifMatch(workflow) },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['workflows'], exact: true }),
  })
}

export function usePublishWorkflow() {
  const keep = useKeep()
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({
      workflow,
      note,
    }: {
      workflow: Pick<WorkflowSummary, 'id' | 'revision'>
      note: string
    }) =>
      take(
        api.POST('/api/workflows/{id}/publish', {
          params: { path: { id: workflow.id }, header: ifMatch(workflow) },
          body: { note },
        }),
      ),
    onSuccess: (workflow) => {
      keep(workflow)
      void queryClient.invalidateQueries({ queryKey: versionsQuery(workflow.id).queryKey })
    },
  })
}
