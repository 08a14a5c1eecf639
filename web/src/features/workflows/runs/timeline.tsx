import { useInfiniteQuery } from '@tanstack/react-query'

import { usePeopleById } from '@/api/people'
import { type Run, type RunEvent, runEventsQuery } from '@/api/runs'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { cn } from '@/lib/cn'
import { localDay, namedDay, writtenMoment, writtenTime } from '@/lib/days'

import { type Line, toldHappening, toldMessage, type Weight } from './telling'

interface TimelineProps {
  run: Run
  stepName: (id: string) => string
  /** Only what happened at this step. */
  node?: string
}

interface Moment {
  key: string
  at: string
  line: Line
}

const DOTS: Record<Weight, string> = {
  plain: 'bg-line-strong',
  good: 'bg-success-text',
  warning: 'bg-warning-text',
  bad: 'bg-danger',
}

/** What a run did, the newest first, in sentences. */
export function Timeline({ run, stepName, node }: TimelineProps) {
  const people = usePeopleById()
  const events = useInfiniteQuery(runEventsQuery(run))
  if (events.isPending) {
    return (
      <Loading what="what happened" className="grid gap-2">
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} />
        ))}
      </Loading>
    )
  }
  if (events.isError) {
    return (
      <ErrorState error={events.error} onRetry={() => void events.refetch()} className="py-6" />
    )
  }
  const person = (id: string) => people.get(id)?.name ?? 'someone'
  const moments = events.data.pages
    .flatMap(({ items }) => items)
    .flatMap((event) => momentsOf(event, { step: stepName, person }))
    .filter(({ line }) => node === undefined || line.node === node)
  return (
    <>
      {moments.length === 0 && <p className="text-sm text-muted">Nothing yet.</p>}
      <ol className="grid grid-cols-1">
        {moments.map(({ key, at, line }, index) => (
          <li key={key} className="relative grid grid-cols-[0.5rem_minmax(0,1fr)] gap-x-3 pb-3">
            {index < moments.length - 1 && (
              <span aria-hidden className="absolute top-3 bottom-0 left-[3.5px] w-px bg-line" />
            )}
            <span aria-hidden className={cn('mt-1.5 size-2 rounded-full', DOTS[line.weight])} />
            <p className="text-sm break-words">
              {line.text}
              <time
                dateTime={at}
                title={writtenMoment(at)}
                className="ml-2 text-xs whitespace-nowrap text-muted tabular-nums"
              >
                {when(at)}
              </time>
            </p>
          </li>
        ))}
      </ol>
      {events.hasNextPage && (
        <Button
          size="sm"
          pending={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          Show what was before
        </Button>
      )}
    </>
  )
}

function when(at: string): string {
  const day = namedDay(localDay(at))
  return day === 'Today' ? writtenTime(at) : `${day}, ${writtenTime(at)}`
}

interface Names {
  step: (id: string) => string
  person: (id: string) => string
}

/** The lines of one event, the last first, as the events are. */
function momentsOf(event: RunEvent, names: Names): Moment[] {
  const { id, at, actor, happened, told } = event
  const by = actor.type === 'user' ? actor.id : 'user_id' in actor ? actor.user_id : undefined
  const who = by === undefined ? 'Katalusis' : names.person(by)
  const naming = { ...names, who: who === 'someone' ? 'Someone' : who }
  const lines = [
    ...happened.flatMap((happening) => toldHappening(happening, naming) ?? []),
    ...told.map((each) => toldMessage(each, naming)),
  ]
  return lines.map((line, index) => ({ key: `${id}/${index}`, at, line })).reverse()
}
