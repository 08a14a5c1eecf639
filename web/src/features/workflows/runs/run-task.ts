import { queryOptions } from '@tanstack/react-query'

import { api, take } from '@/api/client'

/** The task that a run is about, for its key and title. */
export const runTaskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'of-run', id],
    queryFn: ({ signal }) =>
      take(api.GET('/api/tasks/{task}', { params: { path: { task: id } }, signal })),
  })
