import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'

import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { cn } from '@/lib/cn'

import type { Target } from './mapping'
import { type Import, sampleQuery } from './requests'
import { TaskRows } from './task-rows'
import type { MappingDraft } from './use-mapping-draft'

/** What the first rows become: the real plan's, not a guess. */
export function Sample({
  import_,
  draft,
  targets,
}: {
  import_: Import
  draft: MappingDraft
  targets: Target[]
}) {
  const sample = useQuery({
    ...sampleQuery(import_.id, import_.revision),
    enabled: import_.state === 'planned',
    placeholderData: keepPreviousData,
  })
  const isOld = !draft.isPlanned || sample.isPlaceholderData
  return (
    <section aria-labelledby="map-sample" className="mt-8 min-w-0">
      <div className="mb-2 flex items-center gap-2">
        <h3 id="map-sample" className="text-base">
          What the first rows become
        </h3>
        <span role="status" className="flex items-center gap-1.5 text-xs text-muted">
          {isOld && (
            <>
              <LoaderCircle className="size-3.5 animate-spin" aria-hidden />
              {draft.missing.length > 0 ? 'Some fields are missing' : 'Planning again'}
            </>
          )}
        </span>
      </div>
      {sample.isError ? (
        <ErrorState error={sample.error} onRetry={() => void sample.refetch()} />
      ) : sample.data ? (
        <div
          className={cn(
            'overflow-hidden rounded-lg border border-line transition-opacity',
            isOld && 'opacity-60',
          )}
        >
          <TaskRows rows={sample.data} targets={targets} label="What the first rows become" />
        </div>
      ) : (
        <Loading what="the first rows">
          <Skeleton className="h-40 rounded-lg" />
        </Loading>
      )}
    </section>
  )
}
