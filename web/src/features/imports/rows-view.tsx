import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'

import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { cn } from '@/lib/cn'

import { hasReport, sheetQuery } from './cells'
import { mistakesOf } from './fixes'
import type { Target } from './mapping'
import { MendBar } from './mend-bar'
import { Mistakes } from './mistakes'
import { type Import, type Row, rowsQuery, type Verdict } from './requests'
import { RowsTable } from './rows-table'
import { placesOf } from './sheet'
import type { Step } from './states'
import { useEdits } from './use-edits'

/** As many rows with errors are looked at to find the same mistake in several. */
const MOST_MISTAKES = 2_000

const LABELS: Record<Verdict | 'all', string> = {
  all: 'All rows',
  create: 'Create',
  update: 'Change',
  skip: 'Skip',
  error: 'Errors',
}

interface RowsViewProps {
  import_: Import
  verdict: Verdict | 'all' | undefined
  targets: Target[]
}

/** The rows with their verdicts, narrowed to one of them; rows with errors can be mended. */
export function RowsView({ import_, verdict, targets }: RowsViewProps) {
  const { counts, id, revision } = import_
  const chosen = verdict ?? (counts.error > 0 ? 'error' : 'all')
  const rows = useInfiniteQuery({
    ...rowsQuery({
      id,
      revision,
      done: counts.created + counts.updated,
      verdict: chosen === 'all' ? undefined : chosen,
    }),
    placeholderData: keepPreviousData,
  })
  const sheet = useQuery({
    ...sheetQuery(import_),
    enabled: hasReport(import_) && counts.error > 0,
  }).data
  const edits = useEdits(import_)
  const loaded: Row[] = rows.data?.pages.flatMap((page) => page.items) ?? []
  const isErrors = chosen === 'error' && !rows.isPlaceholderData
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = rows
  const wantsMore = isErrors && hasNextPage && !isFetchingNextPage && loaded.length < MOST_MISTAKES
  useEffect(() => {
    if (wantsMore) void fetchNextPage()
  }, [wantsMore, fetchNextPage])
  // After the commit, rows that were missed are errors in the report and not in the plan.
  const mendable = isErrors && sheet && counts.missed === 0 ? sheet : undefined
  const places = mendable ? placesOf(mendable, 'error') : []
  const mistakes = mendable ? mistakesOf(loaded, places, mendable) : []
  return (
    <>
      <Filter import_={import_} chosen={chosen} />
      {mendable && mistakes.length > 0 && (
        <Mistakes {...{ import_, mistakes, targets, edits }} sheet={mendable} />
      )}
      {rows.isPending ? (
        <Loading what="the rows" className="grid gap-2">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-9" />
          ))}
        </Loading>
      ) : rows.isError ? (
        <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />
      ) : (
        <RowsTable
          rows={loaded}
          targets={targets}
          rules={import_.mapping?.rules ?? []}
          sheet={mendable}
          places={places}
          edits={edits}
          hasMore={hasNextPage}
          onMore={() => {
            if (!isFetchingNextPage) void fetchNextPage()
          }}
          label={LABELS[chosen]}
        />
      )}
      {mendable && edits.cells.size > 0 && (
        <MendBar import_={import_} sheet={mendable} mistakes={mistakes} edits={edits} />
      )}
    </>
  )
}

function Filter({ import_, chosen }: { import_: Import; chosen: Verdict | 'all' }) {
  const { counts } = import_
  const shown = (['all', 'create', 'update', 'skip', 'error'] as const).filter(
    (name) => name === 'all' || name === chosen || counts[name] > 0,
  )
  const step: Step | undefined = import_.state === 'planned' ? 'check' : undefined
  return (
    <nav aria-label="Rows by what becomes of them" className="mb-4">
      <ul className="flex flex-wrap gap-2">
        {shown.map((name) => (
          <li key={name}>
            <Link
              to="/imports/$import"
              params={{ import: import_.id }}
              search={{ step, verdict: name }}
              replace
              aria-current={name === chosen ? 'true' : undefined}
              className={cn(
                'flex h-control items-center gap-2 rounded-md border px-3 text-sm font-medium transition-colors',
                name === chosen
                  ? 'border-accent bg-selected text-text'
                  : 'border-line-strong text-muted hover:bg-hover hover:text-text',
              )}
            >
              {LABELS[name]}
              <span
                className={cn('tabular-nums', name === 'error' ? 'text-danger-text' : 'text-muted')}
              >
                {(name === 'all' ? counts.rows : counts[name]).toLocaleString()}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
