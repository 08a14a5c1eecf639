import { queryOptions } from '@tanstack/react-query'

import { api, type Schema, take } from './client'
import { everyPage } from './pages'

export type Person = Schema<'UserView'>

/** Everyone in the organization, by name. Guests may not ask: `useMay('users.read')`. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => {
    const people = await everyPage((cursor) =>
      take(
        api.GET('/api/users', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    )
    return people.sort((a, b) => a.name.localeCompare(b.name))
  },
  staleTime: 5 * 60_000,
})
