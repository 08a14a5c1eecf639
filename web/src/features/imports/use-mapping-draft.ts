import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { type ApiError, asApiError } from '@/api/problem'
import { toast } from '@/components/ui/toaster'

import { mergedRules, missingOf, sameRules } from './mapping'
import { type Import, importQuery, type Rule, useChangeMapping } from './requests'

/** Up to this many rows, a change is sent at once and the sample is the real plan's. */
const LIVE_ROWS = 5_000
const PAUSE_MS = 450

const STORE = 'katalusis.mapping-draft.'

/** Rules that were changed and not sent, and those that they were changed from. */
interface Draft {
  base: Rule[]
  rules: Rule[]
}

function stored(id: string): Draft | undefined {
  try {
    const text = sessionStorage.getItem(STORE + id)
    return text ? (JSON.parse(text) as Draft) : undefined
  } catch {
    return undefined
  }
}

function store(id: string, draft: Draft | undefined): void {
  try {
    if (draft) sessionStorage.setItem(STORE + id, JSON.stringify(draft))
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
  // What someone else changed meanwhile is kept, however it became known.
  const rules = draft ? mergedRules(draft.base, draft.rules, planned) : planned
  const isSent = sameRules(rules, planned)
  const problem = refused && sameRules(refused.rules, rules) ? refused.problem : undefined

  const send = async (sent: Rule[]) => {
    try {
      await mutateAsync({ import_, rules: sent })
      setDraft((now) => {
        const left = now && sameRules(now.rules, draft?.rules ?? sent) ? undefined : now
        store(import_.id, left)
        return left
      })
      return true
    } catch (error) {
      const found = asApiError(error)
      if (found.isLostRace) {
        // With theirs and its new revision it is tried again.
        await queryClient.invalidateQueries(importQuery(import_.id))
        toast('Someone else changed this mapping, too. Their changes and yours are kept.')
      } else setRefused({ rules: sent, problem: found })
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
      const changed = { base: planned, rules: next }
      setDraft(changed)
      store(import_.id, changed)
    },
    isPlanned: isSent && import_.state === 'planned',
    problem,
    missing: missingOf(rules, import_.mode, import_.key),
    save: () => (isSent ? Promise.resolve(true) : send(rules)),
    pending: isPending,
  }
}
