import { Play } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { useMay } from '@/api/me'
import { Button } from '@/components/ui/button'

import type { WorkflowSummary } from '../requests'

const RunNowDialog = lazy(() => import('./run-now'))

/** Starts a workflow by hand; nothing where that is not possible. */
export function RunNowButton({ workflow }: { workflow: WorkflowSummary }) {
  const mayStart = useMay('runs.start')
  const [open, setOpen] = useState(false)
  if (!mayStart || !workflow.enabled || typeof workflow.published !== 'number') return null
  return (
    <>
      <Button
        size="sm"
        aria-label={`Run ${workflow.name} now`}
        onClick={() => {
          setOpen(true)
        }}
      >
        <Play aria-hidden />
        <span className="max-sm:sr-only">Run</span>
      </Button>
      {open && (
        <Suspense fallback={null}>
          <RunNowDialog
            workflow={workflow}
            version={workflow.published}
            open={open}
            onOpenChange={setOpen}
          />
        </Suspense>
      )}
    </>
  )
}
