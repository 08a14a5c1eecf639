import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from 'lucide-react'

import { usePeopleById } from '@/api/people'
import { Button } from '@/components/ui/button'
import { writtenMoment } from '@/lib/days'

import { toldHappening } from '../runs/telling'

import type { Simulation } from './scenario'
import { laterBy } from './walk'

interface StepThroughProps {
  simulation: Simulation
  /** So many happenings have been seen. */
  count: number
  onCount: (count: number) => void
  stepName: (id: string) => string
}

/** Moves through the time of a trial. */
export function StepThrough({ simulation: { path }, count, onCount, stepName }: StepThroughProps) {
  const people = usePeopleById()
  const last = path[count - 1]
  const naming = {
    step: stepName,
    person: (id: string) => people.get(id)?.name ?? 'someone',
    who: 'Someone',
  }
  const told =
    last &&
    (toldHappening(last.happening, naming)?.text ??
      ('node' in last.happening ? `It came to ${stepName(last.happening.node)}` : ''))
  const go = (to: number) => {
    onCount(Math.min(path.length, Math.max(0, to)))
  }
  return (
    <div
      role="group"
      aria-label="Time of the trial"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line bg-surface px-4 py-2"
    >
      <div className="flex items-center gap-0.5">
        <Jump label="To the beginning" to={0} at={count} onGo={go} icon={ChevronFirst} />
        <Jump label="Back" to={Math.max(0, count - 1)} at={count} onGo={go} icon={ChevronLeft} />
        <Jump
          label="Forward"
          to={Math.min(path.length, count + 1)}
          at={count}
          onGo={go}
          icon={ChevronRight}
        />
        <Jump label="To the end" to={path.length} at={count} onGo={go} icon={ChevronLast} />
      </div>
      <input
        type="range"
        aria-label="Moment"
        min={0}
        max={path.length}
        value={count}
        onChange={({ target }) => {
          go(Number(target.value))
        }}
        className="w-40 accent-accent"
      />
      <p aria-live="polite" className="min-w-0 flex-1 basis-60 text-sm">
        <span className="text-muted tabular-nums">
          {count} of {path.length}
          {last && path[0] && (
            <span title={writtenMoment(last.at)}> · {laterBy(path[0].at, last.at)}</span>
          )}
        </span>{' '}
        {told ?? 'Before it begins'}
      </p>
    </div>
  )
}

interface JumpProps {
  label: string
  to: number
  at: number
  onGo: (to: number) => void
  icon: typeof ChevronLeft
}

function Jump({ label, to, at, onGo, icon: Icon }: JumpProps) {
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={label}
      disabled={to === at}
      onClick={() => {
        onGo(to)
      }}
    >
      <Icon aria-hidden />
    </Button>
  )
}
