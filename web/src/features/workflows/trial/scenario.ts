/** What a draft is tried out with, as the form has it, and as the server wants it. */
import type { Schema } from '@/api/client'

import type { Definition, Does, Step } from '../definition'

export type Scenario = NonNullable<Schema<'Trial'>['scenario']>
export type Simulation = Schema<'Simulation'>
export type Start = Extract<Does, { kind: 'start' }>

export const OUTCOMES = [
  'done',
  'failed',
  'approved',
  'rejected',
  'completed',
  'timed_out',
] as const
export type Outcome = (typeof OUTCOMES)[number]

export const OUTCOME_LABELS: Record<Outcome, string> = {
  done: 'It is done',
  failed: 'It fails',
  approved: 'It is approved',
  rejected: 'It is rejected',
  completed: 'It is completed',
  timed_out: 'Nobody answers in time',
}

/** What is assumed of one step. */
export interface Assumed {
  outcome: Outcome
  afterSeconds: number
}

/** What the form holds. */
export interface Draft {
  /** The start; the first one while none is chosen. */
  start: string | undefined
  /** The id of an earlier run that it begins like. */
  run: string | undefined
  /** A task in the place of a made-up one, by its key or id. */
  task: string | undefined
  /** What a system sends; a made-up one while it is empty. */
  body: string
  vars: Record<string, unknown>
  assumed: Record<string, Assumed>
}

export const FRESH: Draft = {
  start: undefined,
  run: undefined,
  task: undefined,
  body: '',
  vars: {},
  assumed: {},
}

export function startsOf(definition: Definition): Step[] {
  return definition.nodes.filter(({ does }) => does.kind === 'start')
}

/** The start that it begins at: the first one, until another is chosen. */
export function startOf(definition: Definition, draft: Draft): Step | undefined {
  const starts = startsOf(definition)
  return starts.find(({ id }) => id === draft.start) ?? starts[0]
}

/** How what a step does may turn out; nothing where the world has no say. */
export function outcomesOf({ does }: Step): Outcome[] {
  switch (does.kind) {
    case 'approval':
      return ['approved', 'rejected', 'timed_out', 'failed']
    case 'create_task':
    case 'sub_workflow':
      return does.wait ? ['completed', 'done', 'failed', 'timed_out'] : ['done', 'failed']
    case 'change_task':
    case 'notification':
    case 'http_call':
      return ['done', 'failed', 'timed_out']
    case 'start':
    case 'condition':
    case 'delay':
    case 'parallel':
    case 'join':
    case 'set_variable':
      return []
    default:
      // A kind that has no case here does not compile; one that only the server knows has none.
      does satisfies never
      return []
  }
}

function outcome(word: Outcome): Schema<'SimulationOutcome'> {
  if (word === 'done') return { done: {} }
  if (word === 'failed') {
    return { failed: { message: 'It fails, as this trial assumes.', passing: false } }
  }
  return word
}

/** As the server wants it. `trigger` is what begins it, if that is not made up. */
export function scenarioOf(
  draft: Draft,
  name: string,
  startedBy: string,
  trigger: object | undefined,
): Scenario {
  const assumed = Object.entries(draft.assumed).map(([node, { outcome: word, afterSeconds }]) => [
    node,
    [{ outcome: outcome(word), after_seconds: afterSeconds }],
  ])
  return {
    workflow: name,
    started_by: startedBy,
    start: draft.start ?? null,
    ...(trigger && { trigger }),
    vars: draft.vars,
    assumed: Object.fromEntries(assumed) as NonNullable<Scenario['assumed']>,
  }
}

/** What a run is told of what a system sends: JSON, or else text. */
export function webhookTrigger(body: string): object | undefined {
  if (body.trim() === '') return undefined
  try {
    return { body: JSON.parse(body) as unknown }
  } catch {
    return { body }
  }
}

const EVENT_KINDS: Record<Schema<'TaskEvent'>, string> = {
  created: 'task.created',
  changed: 'task.changed',
  status_changed: 'task.status_changed',
  completed: 'task.status_changed',
  commented: 'comment.created',
}

/** Who is taken to bring it about, when, and ids for what has none. */
export interface Occasion {
  by: string
  at: string
  newId: () => string
}

/** What a run is told when this happens to a task. */
export function triggerOf(
  event: Schema<'TaskEvent'>,
  task: object,
  { by, at, newId }: Occasion,
): object {
  return {
    event: { id: newId(), kind: EVENT_KINDS[event], at, by, actor: 'user', changes: {} },
    comment: { id: event === 'commented' ? newId() : null, author: by },
    task,
  }
}
