import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'

import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'

import { whole } from '../definition'
import { versionQuery, type WorkflowSummary } from '../requests'

import { StartFields } from './start-fields'
import { hasManualStart } from './start-form'

interface RunNowDialogProps {
  workflow: WorkflowSummary
  /** The published version. */
  version: number
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Starts a workflow by hand, with its variables as the form. */
export default function RunNowDialog({ workflow, version, open, onOpenChange }: RunNowDialogProps) {
  const published = useQuery({ ...versionQuery(workflow.id, version), enabled: open })
  const router = useRouter()
  const close = () => {
    onOpenChange(false)
  }
  const definition = published.data && whole(published.data.definition)
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading={`Run ${workflow.name}`}
        lead={`Version ${version} begins at once. You see on its drawing how it goes on.`}
      >
        {published.isError && (
          <ErrorState error={published.error} onRetry={() => void published.refetch()} />
        )}
        {published.isPending && (
          <Loading what="the form" className="grid gap-3">
            <Skeleton className="h-control" />
            <Skeleton className="h-control" />
          </Loading>
        )}
        {definition && !hasManualStart(definition) && (
          <>
            <p className="text-sm text-pretty text-muted">
              Nobody starts it by hand: it begins by itself. To start it here, draw a start “when
              someone starts it” and publish that.
            </p>
            <DialogFooter>
              <Button onClick={close}>Close</Button>
            </DialogFooter>
          </>
        )}
        {definition && hasManualStart(definition) && (
          <StartFields
            workflow={workflow.id}
            variables={definition.variables}
            onCancel={close}
            onStarted={(run) => {
              close()
              void router.navigate({ to: '/runs/$run', params: { run } })
            }}
          />
        )}
      </DialogContent>
    </Dialog>
  )
}
