import { useMutation, useQueryClient } from '@tanstack/react-query'

import { api, type Schema, take } from '@/api/client'
import { useGrant, useMe } from '@/api/me'
import { type ActivityKey, type Run, runQuery, type RunSummary, useReadRunAgain } from '@/api/runs'

/** What a change of a run answers is what its page shows next. */
function useKeepRun() {
  const queryClient = useQueryClient()
  const readAgain = useReadRunAgain()
  return (run: Run) => {
    queryClient.setQueryData(runQuery(run.id).queryKey, run)
    void readAgain(run.id)
  }
}

export function useStartRun() {
  const keep = useKeepRun()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ workflow, vars }: { workflow: string; vars: Record<string, unknown> }) =>
      take(
        api.POST('/api/workflows/{id}/runs', {
          params: { path: { id: workflow } },
          body: { vars },
        }),
      ),
    onSuccess: keep,
  })
}

export function useRetryStep(run: string) {
  const keep = useKeepRun()
  return useMutation({
    mutationFn: (at: ActivityKey) =>
      take(api.POST('/api/runs/{id}/retry', { params: { path: { id: run } }, body: { at } })),
    onSuccess: keep,
  })
}

export function useSkipStep(run: string) {
  const keep = useKeepRun()
  return useMutation({
    mutationFn: (body: Schema<'Skip'>) =>
      take(api.POST('/api/runs/{id}/skip', { params: { path: { id: run } }, body })),
    onSuccess: keep,
  })
}

export function useCancelRun(run: string) {
  const keep = useKeepRun()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'Cancellation'>) =>
      take(api.POST('/api/runs/{id}/cancel', { params: { path: { id: run } }, body })),
    onSuccess: keep,
  })
}

/** Whether the person may decide about this run: any, or those that they began or that act for them. */
export function useMayManageRun(): (run: RunSummary) => boolean {
  const me = useMe()
  const grant = useGrant('runs.manage')
  return ({ started_by, acts_for }) =>
    grant === 'all' || (grant === 'own' && [started_by, acts_for].includes(me.id))
}
