/** What a run did, in sentences for people. */
import type { Schema } from '@/api/client'

import { exitLabel } from '../nodes/exits'
import { listed } from '../nodes/words'

import { type Happening, isSkip } from './stands'

/** What a sentence needs to name things. */
export interface Naming {
  step: (id: string) => string
  person: (id: string) => string
  /** Who brought it about: a person, or nobody. */
  who: string
}

/** How a line of the timeline looks. */
export type Weight = 'plain' | 'good' | 'warning' | 'bad'

export interface Line {
  text: string
  weight: Weight
  /** The step that it is about. */
  node: string | undefined
}

/** One line for what happened; nothing for what another line says as well. */
export function toldHappening(happening: Happening, naming: Naming): Line | undefined {
  const line = sentence(happening, naming)
  if (!line) return undefined
  const [text, weight = 'plain'] = line
  return { text, weight, node: 'node' in happening ? happening.node : undefined }
}

/** One line for what people were told. */
export function toldMessage(told: Schema<'RunTold'>, naming: Naming): Line {
  const people = listed(told.people.map(naming.person))
  const way = told.by === 'email' ? ' by e-mail' : ''
  return {
    text: `${naming.step(told.node)} told ${people}${way}: “${told.text}”`,
    weight: 'plain',
    node: told.node,
  }
}

function sentence(happening: Happening, naming: Naming): [string, Weight?] | undefined {
  if (happening.what === 'completed') return ['The run came to its end', 'good']
  if (happening.what === 'cancelled') {
    return [`${naming.who} cancelled the run: ${happening.reason}`, 'warning']
  }
  const step = naming.step(happening.node)
  switch (happening.what) {
    case 'entered':
      return undefined
    case 'ordered':
      return happening.attempt > 1
        ? [`${step} is tried again, for the ${ordinal(happening.attempt)} time`]
        : [`${step} began`]
    case 'failed':
      return [`${step} failed and is tried again: ${happening.failure.message}`, 'warning']
    case 'waits':
      return [`${step} waits`]
    case 'asked':
      return [`${step} asked ${people(happening, naming)}: “${happening.question}”`]
    case 'reminded':
      return [`${step} reminded ${people(happening, naming)}: “${happening.question}”`]
    case 'voted':
      return happening.verdict === 'approved'
        ? [`${naming.person(happening.user_id)} approved “${step}”`, 'good']
        : [`${naming.person(happening.user_id)} rejected “${step}”`, 'bad']
    case 'overdue':
      return [`${step} took too long`, 'warning']
    default:
      return leaving(happening, step, naming)
  }
}

function leaving(
  happening: Happening,
  step: string,
  { who }: Naming,
): [string, Weight?] | undefined {
  switch (happening.what) {
    case 'left':
      // That it was skipped is said already.
      if (isSkip(happening.output)) return undefined
      return [
        `${step} is done${byExit(happening.exit)}`,
        happening.exit === 'failed' ? 'bad' : 'good',
      ]
    case 'skipped':
      return [`${who} skipped ${step}${byExit(happening.exit)}`, 'warning']
    case 'retried':
      return [`${who} had ${step} tried again`]
    case 'swallowed':
      return [`A branch came to ${step}, which does not wait for it any more`]
    case 'stopped':
      return [`${step} was stopped`, 'warning']
    case 'stuck':
      return [`${step} is stuck: ${happening.failure.message}`, 'bad']
    default:
      return undefined
  }
}

function byExit(exit: string): string {
  return exit === 'next' ? '' : `, by “${exitLabel(exit)}”`
}

function people(asked: { people: string[] }, naming: Naming): string {
  return listed(asked.people.map(naming.person)) || 'nobody'
}

function ordinal(count: number): string {
  return ['', 'first', 'second', 'third', 'fourth', 'fifth'][count] ?? `${count}th`
}
