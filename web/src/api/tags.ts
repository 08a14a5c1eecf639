import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { api, take } from './client'

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

/** A tag as it is stored; nothing if it cannot be one. */
export function asTag(text: string): string | undefined {
  const tag = text.trim().toLowerCase()
  return tag && tag.length <= 60 && !tag.includes(',') ? tag : undefined
}
