import { ArrowLeft, MousePointerClick } from 'lucide-react'
import type { ReactNode } from 'react'

import type { Run } from '@/api/runs'
import { Button } from '@/components/ui/button'
import { TabsContent } from '@/components/ui/tabs'

import { type Definition, stepOf } from '../definition'

import { Incident } from './incident'
import { RunFacts } from './run-facts'
import type { RunTab } from './search'
import { Values } from './values'

interface IncidentsProps {
  run: Run
  definition: Definition | undefined
  stepName: (id: string) => string
}

/** What a person has to decide, above everything else. */
export function Incidents({ run, definition, stepName }: IncidentsProps) {
  const stuck = run.activities.filter(({ doing }) => doing.state === 'stuck')
  if (stuck.length === 0) return null
  return (
    <div className="grid max-h-60 grid-cols-1 gap-2 overflow-y-auto border-b border-line p-3">
      {stuck.map((activity) => (
        <Incident
          key={`${activity.node}/${activity.iteration}`}
          run={run}
          activity={activity}
          step={definition && stepOf(definition, activity.node)}
          name={stepName(activity.node)}
        />
      ))}
    </div>
  )
}

export function Panel({ value, children }: { value: RunTab; children: ReactNode }) {
  return (
    <TabsContent value={value} className="scroll-quiet min-h-0 flex-1 overflow-y-auto outline-none">
      {children}
    </TabsContent>
  )
}

export function Overview({ run }: { run: Run }) {
  return (
    <>
      <RunFacts run={run} />
      <p className="flex items-start gap-2 px-4 pb-4 text-sm text-pretty text-muted">
        <MousePointerClick className="mt-0.5 size-4 shrink-0" aria-hidden />
        Choose a step to see what it took and gave.
      </p>
    </>
  )
}

export function BackToSteps({ onBack }: { onBack: () => void }) {
  return (
    <Button variant="ghost" size="sm" className="mt-2 ml-2" onClick={onBack}>
      <ArrowLeft aria-hidden />
      All steps
    </Button>
  )
}

/** What the run was begun with, and its variables as they are. */
export function RunData({ run }: { run: Run }) {
  return (
    <div className="grid grid-cols-1 gap-6 p-4">
      <section>
        <h2 className="mb-2 text-sm">Variables</h2>
        <Values values={run.vars} empty="It has none." />
      </section>
      <section>
        <h2 className="mb-2 text-sm">What began it</h2>
        <Values values={run.trigger} empty="Nothing is known of it." />
      </section>
    </div>
  )
}
