import { useInfiniteQuery } from '@tanstack/react-query'

import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'

import type { Target } from './mapping'
import { type Import, rowsQuery } from './requests'
import { whyKept } from './states'
import { useWritten, valueOf } from './task-rows'

/** The tasks that an undo left as they are, each with the reason. */
export function KeptRows({ import_, targets }: { import_: Import; targets: Target[] }) {
  const kept = useInfiniteQuery(
    rowsQuery({ id: import_.id, revision: import_.revision, kept: true }),
  )
  const written = useWritten()
  const title = targets.find(({ target }) => target === 'title')
  return (
    <section aria-labelledby="kept-rows" className="mt-8 max-w-3xl">
      <h3 id="kept-rows" className="mb-2 text-base">
        Kept
      </h3>
      {kept.isPending ? (
        <Loading what="what was kept">
          <Skeleton className="h-9" />
        </Loading>
      ) : kept.isError ? (
        <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line text-sm">
          {kept.data.pages
            .flatMap((page) => page.items)
            .map((row) => (
              <li key={row.row} className="flex flex-wrap items-baseline gap-x-3 px-3 py-2">
                <span className="font-medium text-muted">{row.task_key}</span>
                <span className="min-w-0 flex-1 truncate">
                  {written(title, valueOf(row, 'title'))}
                </span>
                <span className="text-xs text-muted">{row.kept && whyKept(row.kept)}</span>
              </li>
            ))}
        </ul>
      )}
      {kept.hasNextPage && (
        <Button
          className="mt-2"
          pending={kept.isFetchingNextPage}
          onClick={() => void kept.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </section>
  )
}
