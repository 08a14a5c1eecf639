import { useInfiniteQuery } from '@tanstack/react-query'
import {
  CircleCheck,
  CircleMinus,
  History,
  type LucideIcon,
  RefreshCcwDot,
  RefreshCw,
} from 'lucide-react'

import { AppLink } from '@/components/app-link'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { cn } from '@/lib/cn'
import { ago, writtenMoment } from '@/lib/days'

import { type Judgement, ruleLogQuery } from '../requests'

import { eventWords, placeOf, reasonOf, type Verdict, verdictOf } from './telling'

/** What a rule made of what happened, the newest first. */
export function RuleLog({ id }: { id: string }) {
  const log = useInfiniteQuery(ruleLogQuery(id))
  if (log.isPending) return <Pending />
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />
  const entries = log.data.pages.flatMap(({ items }) => items)
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-4 sm:px-6">
      <div className="mb-3 flex items-center justify-between gap-4">
        <p className="text-sm text-pretty text-muted">
          What the rule made of each event that it looked at. Kept for 30 days.
        </p>
        <Button
          pending={log.isRefetching}
          onClick={() => {
            void log.refetch()
          }}
        >
          <RefreshCw aria-hidden />
          Refresh
        </Button>
      </div>
      {entries.length === 0 ? (
        <EmptyState icon={History} heading="It has not looked at anything yet">
          As soon as what it waits for happens, you see here whether it fired, and why not.
        </EmptyState>
      ) : (
        <ol
          aria-label="Log, the newest first"
          className="overflow-hidden rounded-lg border border-line bg-surface"
        >
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <div className="flex justify-center py-4">
          <Button
            pending={log.isFetchingNextPage}
            onClick={() => {
              void log.fetchNextPage()
            }}
          >
            Load older entries
          </Button>
        </div>
      )}
    </div>
  )
}

const VERDICTS: Record<Verdict, { icon: LucideIcon; label: string; tone: Tone; style: string }> = {
  fired: {
    icon: CircleCheck,
    label: 'Fired',
    tone: 'success',
    style: 'bg-success-soft text-success-text',
  },
  not_fired: {
    icon: CircleMinus,
    label: 'Did not fire',
    tone: 'neutral',
    style: 'bg-hover text-muted',
  },
  cut: {
    icon: RefreshCcwDot,
    label: 'Cut: circle',
    tone: 'warning',
    style: 'bg-warning-soft text-warning-text',
  },
}

function Entry({ entry }: { entry: Judgement }) {
  const { icon: Icon, label, tone, style } = VERDICTS[verdictOf(entry)]
  const { words, code } = reasonOf(entry)
  const place = placeOf(entry)
  const name = entry.subject?.key ?? 'something'
  return (
    <li className="flex items-start gap-3 border-b border-line px-4 py-3 last:border-0">
      <span className={cn('mt-0.5 grid size-7 shrink-0 place-items-center rounded-full', style)}>
        <Icon className="size-4" aria-hidden />
      </span>
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {place ? (
            <AppLink href={place} className="font-medium underline-offset-4 hover:underline">
              {name}
            </AppLink>
          ) : (
            <span className="font-medium">{name}</span>
          )}
          <Badge tone={tone}>{label}</Badge>
          <span className="text-xs text-muted">{eventWords(entry.event)}</span>
        </p>
        {words && (
          <p className="mt-1 text-muted">
            {words}{' '}
            {code && <code className="font-mono text-xs break-words text-text">{code}</code>}
          </p>
        )}
        {entry.run_id && (
          <p className="mt-1">
            <AppLink
              href={`/runs/${entry.run_id}`}
              aria-label={`The run for ${name}`}
              className="text-accent-text underline-offset-4 hover:underline"
            >
              See the run
            </AppLink>
          </p>
        )}
      </div>
      <time
        dateTime={entry.at}
        title={writtenMoment(entry.at)}
        className="shrink-0 pt-0.5 text-xs text-muted"
      >
        {ago(entry.at)}
      </time>
    </li>
  )
}

function Pending() {
  return (
    <Loading what="the log" className="mx-auto grid w-full max-w-4xl gap-2 px-4 py-4 sm:px-6">
      <Skeleton className="h-8 w-72" />
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-16 rounded-md" />
      ))}
    </Loading>
  )
}
