import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { useGrant, useMe } from '@/api/me'
import { byCursor, everyPage } from '@/api/pages'

export type Rule = Schema<'AutomationRule'>
export type RuleAction = Schema<'RuleAction'>
export type Judgement = Schema<'Paged_RuleJudgement'>['items'][number]

/** Every rule of the organization, by name. */
export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: async ({ signal }) => {
    const rules = await everyPage((cursor) =>
      take(
        api.GET('/api/rules', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    )
    return rules.sort((a, b) => a.name.localeCompare(b.name))
  },
})

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', id],
    queryFn: ({ signal }) => take(api.GET('/api/rules/{id}', { params: { path: { id } }, signal })),
  })

const AT_ONCE = 50

/** What a rule made of what happened, the newest first. */
export const ruleLogQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['rules', id, 'log'],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/rules/{id}/log', {
          params: {
            path: { id },
            query: { limit: AT_ONCE, ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    ...byCursor,
  })

/** Whether the person may change this rule: any, or only their own. */
export function useMayChangeRule(): (rule: Pick<Rule, 'created_by'>) => boolean {
  const me = useMe()
  const grant = useGrant('rules.manage')
  return ({ created_by }) => grant === 'all' || (grant === 'own' && created_by === me.id)
}

/** What a change answers is what its page shows next. */
function useKeep() {
  const queryClient = useQueryClient()
  return (rule: Rule) => {
    queryClient.setQueryData(ruleQuery(rule.id).queryKey, rule)
    void queryClient.invalidateQueries({ queryKey: ['rules'], exact: true })
  }
}

export function useCreateRule() {
  const keep = useKeep()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'NewRule'>) => take(api.POST('/api/rules', { body })),
    onSuccess: keep,
  })
}

export function useChangeRule(meta?: { errorIsShown: boolean }) {
  const keep = useKeep()
  const queryClient = useQueryClient()
  return useMutation({
    ...(meta && { meta }),
    mutationFn: ({ rule, patch }: { rule: Rule; patch: Schema<'RulePatch'> }) =>
      take(
        api.PATCH('/api/rules/{id}', {
          params: { path: { id: rule.id }, header: ifMatch(rule) },
          body: patch,
        }),
      ),
    onSuccess: keep,
    // After a lost race the next try is made knowing what the other one did.
    onError: () => queryClient.invalidateQueries({ queryKey: ['rules'], exact: true }),
  })
}

export function useDeleteRule() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (rule: Rule) =>
      take(
        api.DELETE('/api/rules/{id}', {
          params: { path: { id: rule.id }, header: ifMatch(rule) },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['rules'], exact: true }),
  })
}
