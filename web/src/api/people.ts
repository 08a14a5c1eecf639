import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { api, type Schema, take } from './client'
import { useMay } from './me'
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

/** Everyone by id, for what names people by their id; empty until it is known, and for guests. */
export function usePeopleById(): ReadonlyMap<string, Person> {
  const mayRead = useMay('users.read')
  const { data } = useQuery({ ...peopleQuery, enabled: mayRead })
  return useMemo(() => new Map(data?.map((person) => [person.id, person])), [data])
}
