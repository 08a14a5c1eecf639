import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Eye, GitCompare, History, RotateCcw } from 'lucide-react'
import { useState } from 'react'

import { usePeopleById } from '@/api/people'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { showError } from '@/components/ui/toaster'
import { ago, writtenMoment } from '@/lib/days'

import { type Definition, whole } from '../definition'
import { versionQuery, versionsQuery, type VersionSummary } from '../requests'

import { DifferenceDialog } from './difference'
import { useEditor } from './use-editor'
import { useRestore } from './use-restore'

interface VersionsPanelProps {
  /** Looks at a version in the place of the draft. */
  onLook: (number: number) => void
}

/** What was published: to look at, to compare with the draft, to make it the draft again. */
export function VersionsPanel({ onLook }: VersionsPanelProps) {
  const { store, saver, readOnly } = useEditor()
  const { id } = saver.stored
  const versions = useInfiniteQuery(versionsQuery(id))
  const queryClient = useQueryClient()
  const restore = useRestore()
  const [compared, setCompared] = useState<{ number: number; definition: Definition }>()
  if (versions.isPending) {
    return (
      <Loading what="versions" className="grid gap-2 p-4">
        <Skeleton className="h-16 rounded-md" />
        <Skeleton className="h-16 rounded-md" />
      </Loading>
    )
  }
  if (versions.isError) {
    return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
  }
  const items = versions.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return (
      <EmptyState icon={History} heading="Nothing is published yet" className="py-10">
        Each time that you publish, what is drawn is kept here as a version that never changes.
      </EmptyState>
    )
  }
  const read = async (number: number, onRead: (definition: Definition) => void) => {
    try {
      const version = await queryClient.query(versionQuery(id, number))
      onRead(whole(version.definition))
    } catch (error) {
      showError(error)
    }
  }
  return (
    <>
      <ol aria-label="Versions" className="grid grid-cols-1 gap-2 p-3">
        {items.map((version) => (
          <li key={version.number} className="rounded-md border border-line p-3">
            <VersionLine version={version} />
            <div className="mt-2 flex flex-wrap gap-1.5">
              <Button
                size="sm"
                aria-label={`Look at version ${version.number}`}
                onClick={() => {
                  onLook(version.number)
                }}
              >
                <Eye aria-hidden />
                Look
              </Button>
              <Button
                size="sm"
                aria-label={`Compare version ${version.number} with the draft`}
                onClick={() =>
                  void read(version.number, (definition) => {
                    setCompared({ number: version.number, definition })
                  })
                }
              >
                <GitCompare aria-hidden />
                Compare
              </Button>
              {!readOnly && (
                <Button
                  size="sm"
                  aria-label={`Restore version ${version.number} as draft`}
                  onClick={() =>
                    void read(version.number, (definition) => {
                      restore(version.number, definition)
                    })
                  }
                >
                  <RotateCcw aria-hidden />
                  Restore
                </Button>
              )}
            </div>
          </li>
        ))}
        {versions.hasNextPage && (
          <li>
            <Button
              pending={versions.isFetchingNextPage}
              onClick={() => void versions.fetchNextPage()}
            >
              Show older
            </Button>
          </li>
        )}
      </ol>
      <DifferenceDialog
        sides={
          compared && {
            before: { name: `Version ${compared.number}`, definition: compared.definition },
            after: { name: 'Draft', definition: store.definition },
          }
        }
        onClose={() => {
          setCompared(undefined)
        }}
      />
    </>
  )
}

/** Which version, when, by whom, and what is new in it. */
export function VersionLine({ version }: { version: VersionSummary }) {
  const people = usePeopleById()
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-medium">Version {version.number}</span>
        <span className="text-xs text-muted">
          <time dateTime={version.published_at} title={writtenMoment(version.published_at)}>
            {ago(version.published_at)}
          </time>
          , {people.get(version.published_by)?.name ?? 'someone'}
        </span>
      </p>
      {version.note && <p className="mt-0.5 text-sm text-pretty">{version.note}</p>}
    </>
  )
}
