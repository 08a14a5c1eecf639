import { useMutation, useQueryClient } from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { type Person, peopleQuery } from '@/api/people'
import { asApiError } from '@/api/problem'
import type { Role } from '@/lib/roles'

import type { Address } from './addresses'

/** As many invitations are on their way at a time. */
const AT_ONCE = 3

export interface Uninvited {
  address: Address
  reason: string
}

/** Invites several; gives those that could not be invited, each with the reason. */
export function useInvite() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: async ({ addresses, role }: { addresses: Address[]; role: Role }) => {
      const left = [...addresses]
      const uninvited: Uninvited[] = []
      const work = async () => {
        for (let address = left.shift(); address; address = left.shift()) {
          try {
            await take(api.POST('/api/users/invitations', { body: { ...address, role } }))
          } catch (error) {
            const problem = asApiError(error)
            uninvited.push({ address, reason: problem.fields[0]?.detail ?? problem.message })
          }
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return uninvited
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  })
}

export function useResend() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (person: Person) =>
      take(api.POST('/api/users/invitations/{id}/resend', { params: { path: { id: person.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  })
}

export function useWithdraw() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (person: Person) =>
      take(api.DELETE('/api/users/invitations/{id}', { params: { path: { id: person.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  })
}

/** Changes someone's role or state. What the server says is in the list at once, so that an undo has its revision. */
export function useChangePerson() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ person, patch }: { person: Person; patch: Schema<'ChangeUser'> }) =>
      take(
        api.PATCH('/api/users/{id}', {
          params: { path: { id: person.id }, header: ifMatch(person) },
          body: patch,
        }),
      ),
    onSuccess: (changed) => {
      queryClient.setQueryData(peopleQuery.queryKey, (people) =>
        people?.map((person) => (person.id === changed.id ? changed : person)),
      )
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  })
}
