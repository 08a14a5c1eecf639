import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { api, take } from '@/api/client'

/** The tags in use in a project, or everywhere; the most used first. */
export const tagsQuery = (project: string | undefined) =>
  queryOptions({
    queryKey: ['tasks', 'tags', project ?? null],
    queryFn: ({ signal }) =>
      take(
        api.GET('/api/tasks/tags', {
          params: { query: project ? { project: [project] } : {} },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
