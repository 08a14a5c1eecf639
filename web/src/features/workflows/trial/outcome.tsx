import { CircleCheck, Hourglass, type LucideIcon, TriangleAlert } from 'lucide-react'

import { cn } from '@/lib/cn'

import { listed } from '../nodes/words'

import type { Simulation } from './scenario'
import { laterBy } from './walk'

interface OutcomeProps {
  simulation: Simulation
  stepName: (id: string) => string
}

const TOO_LONG = {
  time: 'more than a year went by',
  steps: 'it did not come nearer to its end',
  size: 'too much happened to be told',
}

/** How the trial ended, in a sentence. */
export function Outcome({ simulation, stepName }: OutcomeProps) {
  const { icon: Icon, style, text } = ended(simulation, stepName)
  const { unused, not_begun } = simulation
  return (
    <div role="status" className="border-b border-line">
      <p className={cn('flex items-start gap-2 px-4 py-2 text-sm', style)}>
        <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
        <span className="min-w-0 break-words">{text}</span>
      </p>
      {not_begun && (
        <p className="bg-warning-soft px-4 py-2 text-sm text-warning-text">
          This event would not have begun it: {not_begun}
        </p>
      )}
      {unused.length > 0 && (
        <p className="px-4 py-2 text-sm text-muted">
          What you assumed did not matter at: {listed(unused.map(stepName))}.
        </p>
      )}
    </div>
  )
}

interface Told {
  icon: LucideIcon
  style: string
  text: string
}

function ended(simulation: Simulation, stepName: (id: string) => string): Told {
  const { end } = simulation
  const warning = { icon: Hourglass, style: 'bg-warning-soft text-warning-text' }
  switch (end.how) {
    case 'completed':
      return {
        icon: CircleCheck,
        style: 'bg-success-soft text-success-text',
        text: `It came to its end, ${duration(simulation)}.`,
      }
    case 'stuck':
      return {
        icon: TriangleAlert,
        style: 'bg-danger-soft text-danger-text',
        text: end.incidents
          .map(({ at, failure }) => `${stepName(at.node)} cannot go on: ${failure.message}`)
          .join(' '),
      }
    case 'waits':
      return {
        ...warning,
        text: `It waits at ${listed(end.at.map(({ node }) => stepName(node)))} for what does not happen here.`,
      }
    case 'too_long':
      return { ...warning, text: `It was stopped: ${TOO_LONG[end.of]}.` }
    case 'no_start':
      return { ...warning, text: 'It has no start to begin with.' }
  }
}

function duration({ path, ended_at }: Simulation): string {
  const first = path[0]
  return first ? laterBy(first.at, ended_at) : 'at once'
}
