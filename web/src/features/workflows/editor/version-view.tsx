import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, RotateCcw } from 'lucide-react'
import { useMemo } from 'react'

import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'

import { whole } from '../definition'
import { versionQuery } from '../requests'
import { WorkflowViewer } from '../viewer/workflow-viewer'

import { useEditor } from './use-editor'
import { useRestore } from './use-restore'
import { VersionLine } from './versions-panel'

interface VersionViewProps {
  number: number
  /** Goes back to the draft. */
  onBack: () => void
}

/** A version as it was published, in the place of the draft. */
export function VersionView({ number, onBack }: VersionViewProps) {
  const { saver, readOnly } = useEditor()
  const { id, name } = saver.stored
  const version = useQuery(versionQuery(id, number))
  const restore = useRestore()
  const definition = useMemo(() => version.data && whole(version.data.definition), [version.data])
  if (version.isError) {
    return <ErrorState error={version.error} onRetry={() => void version.refetch()} />
  }
  if (!definition || !version.data) {
    return (
      <Loading what={`version ${number}`} className="p-4">
        <Skeleton className="h-14 rounded-md" />
      </Loading>
    )
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-3 border-b border-line bg-info-soft px-4 py-2">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <VersionLine version={version.data} />
        </div>
        {!readOnly && (
          <Button
            size="sm"
            onClick={() => {
              restore(number, definition)
              onBack()
            }}
          >
            <RotateCcw aria-hidden />
            Restore as draft
          </Button>
        )}
        <Button size="sm" onClick={onBack}>
          <ArrowLeft aria-hidden />
          Back to the draft
        </Button>
      </div>
      <div className="relative min-h-80 flex-1">
        <div className="absolute inset-0">
          <WorkflowViewer label={`Version ${number} of ${name}`} definition={definition} />
        </div>
      </div>
    </div>
  )
}
