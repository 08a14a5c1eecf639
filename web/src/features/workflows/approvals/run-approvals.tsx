import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, SearchX } from 'lucide-react'

import { useMay } from '@/api/me'
import { asApiError } from '@/api/problem'
import { runApprovalsQuery } from '@/api/runs'
import { ApprovalCard } from '@/components/runs/approval-card'
import { Button } from '@/components/ui/button'
import { EmptyState, ErrorState } from '@/components/ui/states'

import { PendingApprovals } from './approvals-list'

/** What one run asks at the moment; mails lead here. */
export function RunApprovals({ run }: { run: string }) {
  const mayRead = useMay('runs.read')
  const approvals = useQuery(runApprovalsQuery(run))
  if (approvals.isPending) return <PendingApprovals />
  if (approvals.isError) {
    return asApiError(approvals.error).code === 'not_found' ? (
      <EmptyState icon={SearchX} heading="There is no such run">
        It belongs to another organization, or it is gone. Sign in as whom the mail was sent to.
      </EmptyState>
    ) : (
      <ErrorState error={approvals.error} onRetry={() => void approvals.refetch()} />
    )
  }
  const { items } = approvals.data
  const toRun = mayRead && (
    <Button asChild>
      <Link to="/runs/$run" params={{ run }}>
        See the run
      </Link>
    </Button>
  )
  if (items.length === 0) {
    return (
      <EmptyState
        icon={CircleCheck}
        heading="It is decided already"
        action={
          <>
            {toRun}
            <Button asChild>
              <Link to="/approvals">What else waits for you</Link>
            </Button>
          </>
        }
      >
        This run asks nothing any more: others answered, its time was over, or it was cancelled.
      </EmptyState>
    )
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      {!items.some(({ yours }) => yours) && (
        <p role="status" className="rounded-md bg-info-soft px-3 py-2 text-sm text-info-text">
          You have nothing to answer here: you did already, you began this run, or others are asked.
        </p>
      )}
      {items.map((approval) => (
        <ApprovalCard key={`${approval.at.node}/${approval.at.iteration}`} approval={approval} />
      ))}
      <div className="flex justify-end">{toRun}</div>
    </div>
  )
}
