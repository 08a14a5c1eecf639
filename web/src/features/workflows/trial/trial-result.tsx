import { useMemo, useState } from 'react'

import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useMedia } from '@/hooks/use-media'
import { inWords } from '@/lib/names'

import { type Definition, type Finding, stepOf } from '../definition'
import { shapeOf } from '../nodes/registry'
import { decorationsOf } from '../runs/stands'
import { Values } from '../runs/values'
import { StepList } from '../viewer/step-list'
import { WorkflowViewer } from '../viewer/workflow-viewer'

import { Outcome } from './outcome'
import { OutgoingList } from './outgoing-list'
import type { Simulation } from './scenario'
import { StepThrough } from './step-through'
import { seenUntil } from './walk'

interface TrialResultProps {
  definition: Definition
  findings: Finding[]
  simulation: Simulation
}

/** How a trial went: its way on the drawing, moment by moment, and what would have gone out. */
export function TrialResult({ definition, findings, simulation }: TrialResultProps) {
  const wide = useMedia('(min-width: 48rem)')
  const [count, setCount] = useState(simulation.path.length)
  const { decorations, taken } = useMemo(() => {
    const seen = seenUntil(definition, simulation, count)
    return { decorations: decorationsOf(seen.stands), taken: seen.taken }
  }, [definition, simulation, count])
  const stepName = (id: string) => {
    const step = stepOf(definition, id)
    return step ? step.name || shapeOf(step.does.kind).title : inWords(id)
  }
  return (
    <>
      <Outcome simulation={simulation} stepName={stepName} />
      {wide ? (
        <div className="relative min-h-64 flex-1">
          <div className="absolute inset-0">
            <WorkflowViewer
              label="The way that the trial took"
              definition={definition}
              decorations={decorations}
              taken={taken}
            />
          </div>
        </div>
      ) : (
        <div className="p-4">
          <StepList definition={definition} decorations={decorations} onOpen={() => undefined} />
        </div>
      )}
      <StepThrough simulation={simulation} count={count} onCount={setCount} stepName={stepName} />
      <Tabs defaultValue="out" className="flex flex-col border-t border-line bg-surface md:h-64">
        <TabsList className="shrink-0 px-4" aria-label="Result">
          <TabsTrigger value="out">Would have gone out ({simulation.orders.length})</TabsTrigger>
          <TabsTrigger value="variables">Variables at the end</TabsTrigger>
          <TabsTrigger value="findings">To mend ({findings.length})</TabsTrigger>
        </TabsList>
        <TabsContent value="out" className="scroll-quiet min-h-0 flex-1 overflow-y-auto p-4">
          <OutgoingList simulation={simulation} stepName={stepName} />
        </TabsContent>
        <TabsContent value="variables" className="scroll-quiet min-h-0 flex-1 overflow-y-auto p-4">
          <Values values={simulation.vars} empty="It has none." />
        </TabsContent>
        <TabsContent value="findings" className="scroll-quiet min-h-0 flex-1 overflow-y-auto p-4">
          {findings.length === 0 ? (
            <p className="text-sm text-muted">Nothing: the draft can be published.</p>
          ) : (
            <ul className="grid grid-cols-1 gap-2 text-sm">
              {findings.map((finding, index) => (
                <li key={index}>
                  {finding.node && <strong>{stepName(finding.node)}: </strong>}
                  {finding.message}
                </li>
              ))}
            </ul>
          )}
        </TabsContent>
      </Tabs>
    </>
  )
}
