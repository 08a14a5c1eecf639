import type { Run } from '@/api/runs'
import { Badge } from '@/components/ui/badge'

import type { Step } from '../definition'
import { shapeOf, summaryOf } from '../nodes/registry'
import { useNames } from '../shapes/names'

import { ActivityFacts } from './activity-facts'
import { Incident } from './incident'
import { type Standing, STANDINGS } from './stands'
import { Timeline } from './timeline'
import { Values } from './values'

interface StepFactsProps {
  run: Run
  /** The step's id. */
  id: string
  /** As it is drawn; a rule has none. */
  step: Step | undefined
  standing: Standing
  stepName: (id: string) => string
}

/** One step of a run: where it stands, what it took and gave, and what happened there. */
export function StepFacts({ run, id, step, standing, stepName }: StepFactsProps) {
  const names = useNames()
  const { words, tone, icon: Icon } = STANDINGS[standing]
  const activities = run.activities.filter(({ node }) => node === id)
  const gave = (run.steps as Partial<Record<string, unknown>>)[id]
  const name = stepName(id)
  return (
    <div className="grid grid-cols-1 content-start gap-5 p-4">
      <header className="grid grid-cols-1 gap-1">
        <div className="flex items-start justify-between gap-2">
          <h2 className="text-base break-words">{name}</h2>
          <Badge tone={tone}>
            <Icon aria-hidden />
            {words}
          </Badge>
        </div>
        {step && (
          <p className="text-xs break-words text-muted">
            {[shapeOf(step.does.kind).title, summaryOf(step.does, names)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
      </header>
      {activities.map((activity) => (
        <div key={activity.iteration} className="grid grid-cols-1 gap-3">
          <Incident run={run} activity={activity} step={step} name={name} />
          <ActivityFacts activity={activity} />
        </div>
      ))}
      {standing !== 'not_reached' && (
        <>
          <section>
            <h3 className="mb-2 text-sm">What it gave</h3>
            <Values values={gave} empty="Nothing yet." />
          </section>
          <section>
            <h3 className="mb-2 text-sm">What happened here</h3>
            <Timeline run={run} stepName={stepName} node={id} />
          </section>
        </>
      )}
      {standing === 'not_reached' && (
        <p className="text-sm text-muted">The run has not come to this step.</p>
      )}
    </div>
  )
}
