import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { type ApiError, asApiError } from '@/api/problem'
import { toast } from '@/components/ui/toaster'

import { mergedRules, missingOf, sameRules } from './mapping'
import { type Import, importQuery, type Rule, useChangeMapping } from './requests'

/** Up to this many rows, a change is sent at once and the sample is the real plan's. */
const LIVE_ROWS = 5_000
const PAUSE_MS = 450

const STORE = 'katalusis.mapping.'

function stored(id: string): Rule[] | undefined {
  try {
    const text = sessionStorage.getItem(STORE + id)
    return text ? (JSON.parse(text) as Rule[]) : undefined
  } catch {
    return undefined
  }
}

function store(id: string, rules: Rule[] | undefined): void {
  try {
    if (rules) sessionStorage.setItem(STORE + id, JSON.stringify(rules))
    else sessionStorage.removeItem(STORE + id)
  } catch {
    // Storage is blocked: a reload forgets what was not sent.
  }
}

/** The file is read otherwise, so what was changed and not sent is of columns that are no more. */
export function forgetDraft(id: string): void {
  store(id, undefined)
}

export interface MappingDraft {
  rules: Rule[]
  change: (rules: Rule[]) => void
  /** Whether the plan is of these rules. */
  isPlanned: boolean
  /** Why the rules were refused. */
  problem: ApiError | undefined
  /** What the rules lack, in sentences. */
  missing: string[]
  /** Sends what was not sent yet; whether the server took it. */
  save: () => Promise<boolean>
  pending: boolean
}

/** The mapping as it is being changed. It is the server's as soon as it takes it: leave and come back. */
export function useMappingDraft(import_: Import): MappingDraft {
  const queryClient = useQueryClient()
  const { mutateAsync, isPending } = useChangeMapping()
  const planned = import_.mapping?.rules ?? []
  const [draft, setDraft] = useState(() => stored(import_.id))
  const [refused, setRefused] = useState<{ rules: Rule[]; problem: ApiError }>()
  const rules = draft ?? planned
  const isSent = sameRules(rules, planned)
  const problem = refused && sameRules(refused.rules, rules) ? refused.problem : undefined

  const takeTheirs = async (sent: Rule[]) => {
    const query = importQuery(import_.id)
    await queryClient.invalidateQueries(query)
    const theirs = queryClient.getQueryData(query.queryKey)?.mapping?.rules ?? planned
    const merged = mergedRules(planned, sent, theirs)
    setDraft(merged)
    store(import_.id, merged)
    toast('Someone else changed this mapping, too. Their changes and yours are kept.')
  }

  const send = async (sent: Rule[]) => {
    try {
      await mutateAsync({ import_, rules: sent })
      store(import_.id, undefined)
      setDraft((now) => (now && sameRules(now, sent) ? undefined : now))
      return true
    } catch (error) {
      const found = asApiError(error)
      // Someone else changed it in between: with theirs and its new revision it is tried again.
      if (found.isLostRace) await takeTheirs(sent)
      else setRefused({ rules: sent, problem: found })
      return false
    }
  }

  const live = import_.counts.rows <= LIVE_ROWS
  const wanted = live && import_.state === 'planned' && !isSent && !isPending && !problem
  const signature = JSON.stringify(rules)
  useEffect(() => {
    if (!wanted) return
    const timer = setTimeout(() => void send(rules), PAUSE_MS)
    return () => {
      clearTimeout(timer)
    }
    // `send` and `rules` are those of this signature and revision.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, signature, import_.revision])

  return {
    rules,
    change: (next) => {
      setDraft(next)
      store(import_.id, next)
    },
    isPlanned: isSent && import_.state === 'planned',
    problem,
    missing: missingOf(rules, import_.mode, import_.key),
    save: () => (isSent ? Promise.resolve(true) : send(rules)),
    pending: isPending,
  }
}
