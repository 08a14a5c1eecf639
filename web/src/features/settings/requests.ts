import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { type Me, meQuery } from '@/api/me'
import { everyPage } from '@/api/pages'

export type Session = Schema<'SessionView'>
export type Token = Schema<'TokenView'>

export function useChangeMe() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ me, patch }: { me: Me; patch: Schema<'ChangeMe'> }) =>
      take(api.PATCH('/api/auth/me', { params: { header: ifMatch(me) }, body: patch })),
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me)
      void queryClient.invalidateQueries({ queryKey: ['people'] })
    },
    // Someone else may have changed it: the next try is against what is there now.
    onError: () => queryClient.invalidateQueries({ queryKey: ['me'] }),
  })
}

export function useChangeOrganization() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ me, patch }: { me: Me; patch: Schema<'ChangeOrganization'> }) =>
      take(
        api.PATCH('/api/organizations/current', {
          params: { header: ifMatch(me.organization) },
          body: patch,
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['me'] }),
  })
}

export function useChangePassword() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'ChangePassword'>) => take(api.POST('/api/auth/password', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  })
}

/** Where the person is signed in, the session of this browser first, then the last used. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => {
    const sessions = await everyPage((cursor) =>
      take(
        api.GET('/api/auth/sessions', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    )
    return sessions.sort(
      (a, b) =>
        Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at),
    )
  },
})

export function useEndSession() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (session: Session) =>
      take(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id: session.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  })
}

export function useEndOtherSessions() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => take(api.DELETE('/api/auth/sessions')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  })
}

/** One's own API tokens, or everyone's, the newest first. */
export const tokensQuery = (whose: 'own' | 'all') =>
  queryOptions({
    queryKey: ['tokens', whose],
    queryFn: async ({ signal }) => {
      const tokens = await everyPage((cursor) =>
        take(
          api.GET('/api/auth/tokens', {
            params: {
              query: {
                limit: 200,
                ...(whose === 'all' && { user: 'all' }),
                ...(cursor && { cursor }),
              },
            },
            signal,
          }),
        ),
      )
      return tokens.sort((a, b) => b.created_at.localeCompare(a.created_at))
    },
  })

export function useCreateToken() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'CreateToken'>) => take(api.POST('/api/auth/tokens', { body })),
    // The secret is for the dialog that asked, and stays nowhere else.
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  })
}

export function useRevokeToken() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (token: Token) =>
      take(api.DELETE('/api/auth/tokens/{id}', { params: { path: { id: token.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  })
}
