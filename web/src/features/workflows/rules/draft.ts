import type { Schema } from '@/api/client'

import { type Definition, type Does, NEXT, type Step } from '../definition'
import { shapeOf } from '../nodes/registry'

import type { RuleEvent } from './condition/fields'
import type { Rule, RuleAction } from './requests'

export type ActionKind = RuleAction['kind']

export const ACTION_KINDS: readonly ActionKind[] = [
  'change_task',
  'create_task',
  'notification',
  'sub_workflow',
  'http_call',
]

/** Most actions of a rule, as the server counts. */
export const ACTIONS_MAX = 10

/** An action with what tells it from the others while they are moved. */
export interface DraftAction {
  key: number
  action: RuleAction
}

/** A rule while it is edited. */
export interface RuleDraft {
  name: string
  description: string
  when: RuleEvent
  /** `null`: tasks of any project. */
  project: string | null
  /** CEL; empty: always. */
  condition: string
  then: DraftAction[]
}

export const EVENTS: readonly { value: RuleEvent; label: string }[] = [
  { value: 'task_created', label: 'A task is created' },
  { value: 'task_changed', label: 'A task changes' },
  { value: 'task_status_changed', label: 'The status of a task changes' },
  { value: 'task_completed', label: 'A task is completed' },
  { value: 'task_commented', label: 'Someone comments on a task' },
  { value: 'import_finished', label: 'An import is finished' },
]

export function eventLabel(event: RuleEvent): string {
  return EVENTS.find(({ value }) => value === event)?.label ?? event
}

type Content = Pick<Rule, 'name' | 'description' | 'when' | 'project_id' | 'if' | 'then'>

export function draftOf(rule: Content): RuleDraft {
  return {
    name: rule.name,
    description: rule.description,
    when: rule.when,
    project: rule.project_id ?? null,
    condition: rule.if ?? '',
    then: rule.then.map((action, key) => ({ key, action })),
  }
}

/** A draft as the API takes it; the same for a new rule and for a change. */
export function contentOf(draft: RuleDraft) {
  // No project is asked for where there is no task.
  const ofProject = draft.when === 'import_finished' ? null : draft.project
  return {
    name: draft.name.trim(),
    description: draft.description,
    when: draft.when,
    project_id: ofProject,
    if: draft.condition.trim() === '' ? null : draft.condition,
    then: draft.then.map(({ action }) => action),
  } satisfies Schema<'RulePatch'>
}

/** Whether two drafts would be saved as the same. */
export function isSame(a: RuleDraft, b: RuleDraft): boolean {
  return JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b))
}

/** A new action, as little filled in as it can be. */
export function freshAction(kind: ActionKind, when: RuleEvent): RuleAction {
  const action = shapeOf(kind).fresh() as RuleAction
  return action.kind === 'change_task' && when === 'import_finished'
    ? { ...action, task: '' }
    : action
}

/** The action at another place. */
export function moved(then: DraftAction[], from: number, to: number): DraftAction[] {
  const action = then[from]
  if (!action || to < 0 || to >= then.length) return then
  const rest = then.filter((_, index) => index !== from)
  return [...rest.slice(0, to), action, ...rest.slice(to)]
}

/** What the server calls the action at this place in expressions. */
export const actionId = (index: number) => `action_${index + 1}`

/** A rule as the workflow that it is: a start, and one action after the other. */
export function definitionOf({ when, then }: Pick<RuleDraft, 'when' | 'then'>): Definition {
  const start: Does =
    when === 'import_finished'
      ? { kind: 'start', when: 'import_finished' }
      : { kind: 'start', when: 'task_event', event: 'changed' }
  const nodes = [step('start', 'When', start), ...then.map(stepOfAction)]
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ from: nodes[index]?.id ?? 'start', exit: NEXT, to: id }))
  return { variables: [], nodes, edges }
}

const step = (id: string, name: string, does: Does): Step => ({
  id,
  name,
  does,
  position: { x: 0, y: 0 },
})

function stepOfAction({ action }: DraftAction, index: number): Step {
  return step(actionId(index), shapeOf(action.kind).title, action)
}

/** What is wrong with one action, as its form names the fields. */
export function errorsOfAction(
  errors: ReadonlyMap<string, string>,
  index: number,
): Map<string, string> {
  const start = `/then/${index}`
  return new Map(
    [...errors].flatMap(([pointer, message]) =>
      pointer === start || pointer.startsWith(`${start}/`)
        ? [[pointer.replace(start, '/does'), message] as const]
        : [],
    ),
  )
}
