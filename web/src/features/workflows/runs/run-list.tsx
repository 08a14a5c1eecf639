import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Play, SlidersHorizontal, Workflow } from 'lucide-react'

import { usePeopleById } from '@/api/people'
import { type RunFilter, runsQuery, type RunSummary } from '@/api/runs'
import { RunState } from '@/components/runs/run-state'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { ago, writtenMoment } from '@/lib/days'
import { inWords } from '@/lib/names'

import { listed } from '../nodes/words'
import { versionQuery } from '../requests'

interface RunListProps {
  filter: RunFilter
  onClear: () => void
}

/** Runs that the filter leaves, the newest first. */
export function RunList({ filter, onClear }: RunListProps) {
  const runs = useInfiniteQuery(runsQuery(filter))
  if (runs.isPending) return <Pending />
  if (runs.isError) return <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
  const items = runs.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return Object.values(filter).some((value) => value !== undefined) ? (
      <EmptyState
        icon={Play}
        heading="No run matches"
        action={<Button onClick={onClear}>Show all runs</Button>}
      >
        No run passes all of the filters.
      </EmptyState>
    ) : (
      <EmptyState
        icon={Play}
        heading="Nothing ran yet"
        action={
          <Button asChild variant="primary">
            <Link to="/workflows">
              <Workflow aria-hidden />
              To the workflows
            </Link>
          </Button>
        }
      >
        A run begins when a published workflow is started by hand, or by what it waits for.
      </EmptyState>
    )
  }
  return (
    <>
      <ul aria-label="Runs" className="border-b border-line">
        {items.map((run) => (
          <li key={run.id}>
            <Entry run={run} />
          </li>
        ))}
      </ul>
      {runs.hasNextPage && (
        <div className="flex justify-center p-4">
          <Button pending={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Show older runs
          </Button>
        </div>
      )}
    </>
  )
}

function Entry({ run }: { run: RunSummary }) {
  const people = usePeopleById()
  const Icon = run.origin.kind === 'rule' ? SlidersHorizontal : Workflow
  const by = run.started_by ? (people.get(run.started_by)?.name ?? 'Someone') : 'Began by itself'
  const places = listed(usePlaces(run))
  return (
    <article className="relative grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t border-line px-4 py-2.5 transition-colors hover:bg-hover md:grid-cols-[minmax(0,1.6fr)_9.5rem_minmax(0,1.2fr)_minmax(0,0.9fr)_6rem]">
      <div className="flex min-w-0 items-center gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-md bg-hover text-muted">
          <Icon className="size-4" aria-hidden />
        </span>
        <div className="min-w-0">
          <h2 className="truncate text-sm">
            <Link
              to="/runs/$run"
              params={{ run: run.id }}
              title={run.name}
              className="after:absolute after:inset-0"
            >
              {run.name}
            </Link>
          </h2>
          <p className="truncate text-xs text-muted">
            {run.origin.kind === 'rule' ? 'Rule' : `Workflow, version ${run.origin.version}`}
          </p>
        </div>
      </div>
      <div className="justify-self-end md:justify-self-start">
        <RunState run={run} />
      </div>
      <p className="truncate text-xs text-muted max-md:pl-11 md:text-sm" title={places}>
        {places ? `At: ${places}` : '–'}
      </p>
      <p className="hidden truncate text-sm text-muted md:block">{by}</p>
      <time
        dateTime={run.started_at}
        title={writtenMoment(run.started_at)}
        className="justify-self-end text-xs whitespace-nowrap text-muted"
      >
        {ago(run.started_at)}
      </time>
    </article>
  )
}

/** The names of the steps that a run is at. */
function usePlaces({ origin, at }: RunSummary): string[] {
  const { data } = useQuery({
    ...versionQuery(origin.id, origin.version),
    enabled: origin.kind === 'workflow' && at.length > 0,
  })
  return at.map((id) => {
    const { name = '' } = data?.definition.nodes.find((step) => step.id === id) ?? {}
    return name === '' ? inWords(id) : name
  })
}

function Pending() {
  return (
    <Loading what="runs" className="grid">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="flex h-14 items-center gap-3 border-t border-line px-4">
          <Skeleton className="size-8 rounded-md" />
          <Skeleton className="w-48" />
          <Skeleton className="ml-auto w-24" />
        </div>
      ))}
    </Loading>
  )
}
