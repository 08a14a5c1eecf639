import { z } from 'zod'

import type { RunFilter } from '@/api/runs'

export const RUN_STATE_KEYS = ['running', 'stuck', 'completed', 'cancelled'] as const

/** What the list of runs is narrowed to. */
export const runsSearch = z.object({
  /** The id of a workflow or rule. */
  of: z.uuid().optional().catch(undefined),
  state: z.enum(RUN_STATE_KEYS).optional().catch(undefined),
})

export type RunsSearch = z.infer<typeof runsSearch>

export function filterOf({ of, state }: RunsSearch): RunFilter {
  if (state === undefined) return { origin: of }
  return state === 'stuck' ? { origin: of, stuck: true } : { origin: of, status: state }
}

export const RUN_TABS = ['step', 'timeline', 'data'] as const
export type RunTab = (typeof RUN_TABS)[number]

/** What is looked at of a run. */
export const runSearch = z.object({
  /** A step. */
  step: z.string().min(1).optional().catch(undefined),
  tab: z.enum(RUN_TABS).optional().catch(undefined),
})

export type RunSearch = z.infer<typeof runSearch>
