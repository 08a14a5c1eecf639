import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { asApiError } from '@/api/problem'

import { contentOf, draftOf, isSame, type RuleDraft } from '../draft'
import { type Rule, ruleQuery, useChangeRule, useCreateRule } from '../requests'

/** What the last try to save came to. */
interface Outcome {
  /** What is wrong, by pointer into the rule. */
  errors: ReadonlyMap<string, string>
  /** What is wrong with the whole. */
  problem: string | undefined
}

const FINE: Outcome = { errors: new Map(), problem: undefined }

/** A rule while it is edited and saved. Nothing of what someone else saved meanwhile is overwritten unasked. */
export function useRuleEditor(begin: RuleDraft, rule: Rule | undefined) {
  const queryClient = useQueryClient()
  const [base, setBase] = useState({ rule, draft: begin })
  const [draft, setDraft] = useState(begin)
  const [outcome, setOutcome] = useState(FINE)
  const [theirs, setTheirs] = useState<Rule>()
  const create = useCreateRule()
  const change = useChangeRule({ errorIsShown: true })

  const saved = (next: Rule) => {
    setBase({ rule: next, draft: draftOf(next) })
    setTheirs(undefined)
    setOutcome(FINE)
  }
  const failed = async (error: unknown) => {
    const problem = asApiError(error)
    if (problem.isLostRace && rule) {
      setTheirs(await queryClient.query({ ...ruleQuery(rule.id), staleTime: 0 }))
      return
    }
    setOutcome({
      errors: new Map(problem.fields.map(({ pointer, detail }) => [pointer, asSentence(detail)])),
      problem:
        problem.fields.length > 0
          ? 'The rule is not saved. Mend what is marked below.'
          : problem.message,
    })
  }
  /** Saves the draft; gives the rule if it was. */
  const save = async (over: Rule | undefined = base.rule): Promise<Rule | undefined> => {
    const content = contentOf(draft)
    try {
      const next = over
        ? await change.mutateAsync({ rule: over, patch: content })
        : await create.mutateAsync(content)
      saved(next)
      return next
    } catch (error) {
      await failed(error)
      return undefined
    }
  }
  return {
    draft,
    setDraft,
    rule: base.rule,
    isChanged: !isSame(draft, base.draft),
    isSaving: create.isPending || change.isPending,
    ...outcome,
    refuse: (problem: string) => {
      setOutcome({ errors: new Map(), problem })
    },
    theirs,
    save,
    takeTheirs: () => {
      if (!theirs) return
      setDraft(draftOf(theirs))
      saved(theirs)
    },
    discard: () => {
      setDraft(base.draft)
      setOutcome(FINE)
    },
    /** Whether it looks at all is not a part of the draft: it changes at once. */
    setEnabled: async (enabled: boolean) => {
      if (!base.rule) return
      try {
        const next = await change.mutateAsync({ rule: base.rule, patch: { enabled } })
        setBase({ ...base, rule: next })
      } catch (error) {
        await failed(error)
      }
    },
  }
}

/** "must be 1 to 10 actions" → "Must be 1 to 10 actions." */
function asSentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
