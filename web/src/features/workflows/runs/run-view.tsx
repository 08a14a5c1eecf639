import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { type Run, runEventsQuery } from '@/api/runs'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { Tabs, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useMedia } from '@/hooks/use-media'
import { inWords } from '@/lib/names'

import { type Definition, stepOf, whole } from '../definition'
import { shapeOf } from '../nodes/registry'
import { versionQuery } from '../requests'
import { NamesProvider } from '../shapes/names'
import { StepList } from '../viewer/step-list'
import { WorkflowViewer } from '../viewer/workflow-viewer'

import { RuleSteps } from './rule-steps'
import { RunFacts } from './run-facts'
import { BackToSteps, Incidents, Overview, Panel, RunData } from './run-parts'
import { type RunSearch, type RunTab } from './search'
import { decorationsOf, type Standing, standsOf, takenEdges } from './stands'
import { StepFacts } from './step-facts'
import { Timeline } from './timeline'

interface RunViewProps {
  run: Run
  search: RunSearch
  onSearch: (search: RunSearch) => void
}

const TABS: [RunTab, string][] = [
  ['step', 'Steps'],
  ['timeline', 'Timeline'],
  ['data', 'Data'],
]

/** A run: its drawing with where it stands, and beside it what is to be known of it. */
export function RunView({ run, search, onSearch }: RunViewProps) {
  const isWorkflow = run.origin.kind === 'workflow'
  const version = useQuery({
    ...versionQuery(run.origin.id, run.origin.version),
    enabled: isWorkflow,
  })
  const definition = useMemo(() => version.data && whole(version.data.definition), [version.data])
  if (isWorkflow && version.isPending) {
    return (
      <Loading what="the drawing" className="flex flex-1 gap-4 p-4">
        <Skeleton className="h-full min-h-64 flex-1 rounded-md" />
        <Skeleton className="hidden h-full w-84 rounded-md md:block" />
      </Loading>
    )
  }
  if (isWorkflow && version.isError) {
    return <ErrorState error={version.error} onRetry={() => void version.refetch()} />
  }
  return (
    <NamesProvider>
      <Content run={run} definition={definition} search={search} onSearch={onSearch} />
    </NamesProvider>
  )
}

interface ContentProps extends RunViewProps {
  definition: Definition | undefined
}

function Content({ run, definition, search, onSearch }: ContentProps) {
  const wide = useMedia('(min-width: 48rem)')
  const { stands, decorations, taken } = useStands(run, definition)
  const stepName = (id: string) => {
    const step = definition && stepOf(definition, id)
    return step ? step.name || shapeOf(step.does.kind).title : inWords(id)
  }
  const open = (step: string | undefined) => {
    onSearch({ step, tab: undefined })
  }
  const steps = definition ? (
    <StepList definition={definition} decorations={decorations} onOpen={open} />
  ) : (
    <RuleSteps stands={stands} stepName={stepName} onOpen={open} />
  )
  const canvas = definition && (
    <WorkflowViewer
      label={`Run of ${run.name}`}
      definition={definition}
      decorations={decorations}
      taken={taken}
      selected={search.step}
      onSelect={open}
    />
  )
  return (
    <>
      <Incidents run={run} definition={definition} stepName={stepName} />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        {wide && (
          <section aria-label="Drawing" className="relative min-w-0 flex-1">
            <div className="scroll-quiet absolute inset-0 overflow-y-auto">
              {canvas ?? <div className="p-4">{steps}</div>}
            </div>
          </section>
        )}
        <Tabs
          value={search.tab ?? 'step'}
          onValueChange={(tab) => {
            onSearch({ ...search, tab: tab === 'step' ? undefined : (tab as RunTab) })
          }}
          className="flex min-h-0 flex-col border-line bg-surface max-md:flex-1 md:w-88 md:shrink-0 md:border-l"
        >
          <TabsList className="shrink-0 px-4" aria-label="About the run">
            {TABS.map(([key, title]) => (
              <TabsTrigger key={key} value={key}>
                {title}
              </TabsTrigger>
            ))}
          </TabsList>
          <Panel value="step">
            {search.step !== undefined ? (
              <>
                {!wide && (
                  <BackToSteps
                    onBack={() => {
                      open(undefined)
                    }}
                  />
                )}
                <StepFacts
                  run={run}
                  id={search.step}
                  step={definition && stepOf(definition, search.step)}
                  standing={stands.get(search.step) ?? 'not_reached'}
                  stepName={stepName}
                />
              </>
            ) : wide ? (
              <Overview run={run} />
            ) : (
              <>
                <RunFacts run={run} />
                <div className="p-4 pt-0">{steps}</div>
              </>
            )}
          </Panel>
          <Panel value="timeline">
            <div className="p-4">
              <Timeline run={run} stepName={stepName} />
            </div>
          </Panel>
          <Panel value="data">
            <RunData run={run} />
          </Panel>
        </Tabs>
      </div>
    </>
  )
}

function useStands(run: Run, definition: Definition | undefined) {
  const { data } = useInfiniteQuery(runEventsQuery(run))
  return useMemo(() => {
    // Events come the newest first; what holds now is what happened last.
    const happened = (data?.pages ?? [])
      .flatMap(({ items }) => items)
      .toReversed()
      .flatMap((event) => event.happened)
    const stands: ReadonlyMap<string, Standing> = standsOf(run, happened)
    return {
      stands,
      decorations: decorationsOf(stands),
      taken: definition ? takenEdges(definition, happened) : new Set<string>(),
    }
  }, [data, run, definition])
}
