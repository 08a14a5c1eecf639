import { OctagonX } from 'lucide-react'
import { useState } from 'react'

import type { Run } from '@/api/runs'
import { RunState } from '@/components/runs/run-state'
import { Button } from '@/components/ui/button'

import { CancelDialog } from './cancel-dialog'
import { useMayManageRun } from './requests'

/** Where a run stands, and what can be done about it as a whole. */
export function RunActions({ run }: { run: Run }) {
  const mayManage = useMayManageRun()(run)
  const [cancelling, setCancelling] = useState(false)
  return (
    <>
      {/* A small screen shows it among the facts; the title needs the room. */}
      <span className="flex max-sm:hidden">
        <RunState run={run} />
      </span>
      {run.status === 'running' && mayManage && (
        <Button
          onClick={() => {
            setCancelling(true)
          }}
        >
          <OctagonX aria-hidden />
          <span className="max-sm:sr-only">Cancel run</span>
        </Button>
      )}
      <CancelDialog run={run} open={cancelling} onOpenChange={setCancelling} />
    </>
  )
}
