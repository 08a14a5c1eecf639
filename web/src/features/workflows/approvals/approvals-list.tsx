import { useInfiniteQuery } from '@tanstack/react-query'
import { UserCheck } from 'lucide-react'

import { approvalsQuery } from '@/api/runs'
import { ApprovalCard } from '@/components/runs/approval-card'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'

/** What waits for the person's answer, the oldest first. */
export function ApprovalsList() {
  const approvals = useInfiniteQuery(approvalsQuery)
  if (approvals.isPending) return <PendingApprovals />
  if (approvals.isError) {
    return <ErrorState error={approvals.error} onRetry={() => void approvals.refetch()} />
  }
  const items = approvals.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return (
      <EmptyState icon={UserCheck} heading="Nothing waits for you">
        When a workflow or a rule asks you to approve something, the question stands here and in
        your inbox.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Approvals" className="grid grid-cols-1 gap-4">
      {items.map((approval) => (
        <li key={`${approval.run_id}/${approval.at.node}/${approval.at.iteration}`}>
          <ApprovalCard approval={approval} />
        </li>
      ))}
      {approvals.hasNextPage && (
        <li className="flex justify-center">
          <Button
            pending={approvals.isFetchingNextPage}
            onClick={() => void approvals.fetchNextPage()}
          >
            Show more
          </Button>
        </li>
      )}
    </ul>
  )
}

export function PendingApprovals() {
  return (
    <Loading what="approvals" className="grid gap-4">
      {[0, 1].map((row) => (
        <Skeleton key={row} className="h-44 rounded-lg" />
      ))}
    </Loading>
  )
}
