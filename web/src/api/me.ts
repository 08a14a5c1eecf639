import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'

import { api, type Schema, take } from './client'

export type Permission = Schema<'Permission'>
export type Grant = Schema<'Grant'>
export type Me = Schema<'Me'>

/** Who is signed in, and their organization. The shell's loader has it ready. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => take(api.GET('/api/auth/me', { signal })),
  staleTime: 5 * 60_000,
})

/** What the person may do. The shell's loader has it ready. */
export const permissionsQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: ({ signal }) => take(api.GET('/api/auth/permissions', { signal })),
  staleTime: 5 * 60_000,
})

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** How far the person's permission reaches: `none`, only `own` things, what is `shared` with guests, or `all`. */
export function useGrant(permission: Permission): Grant {
  const { data } = useQuery(permissionsQuery)
  return data?.items.find((row) => row.permission === permission)?.yours ?? 'none'
}

/** Whether the person may do it at all. The server decides anyway; this is for what is offered. */
export function useMay(permission: Permission): boolean {
  return useGrant(permission) !== 'none'
}
