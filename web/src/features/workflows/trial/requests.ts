import { queryOptions, useMutation } from '@tanstack/react-query'

import { api, type Schema, take } from '@/api/client'

/** Tasks that a trial may begin with, those that changed last first. */
export const recentTasksQuery = queryOptions({
  queryKey: ['tasks', 'for-trial'],
  queryFn: ({ signal }) =>
    take(api.GET('/api/tasks', { params: { query: { limit: 50, sort: '-updated_at' } }, signal })),
})

/** Tries a drawing out; nothing is done and nobody is told. */
export function useSimulate() {
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'Trial'>) => take(api.POST('/api/workflows/simulate', { body })),
  })
}
