import { createFileRoute, Link } from '@tanstack/react-router'

import { useMay } from '@/api/me'
import { runApprovalsQuery } from '@/api/runs'
import { Page } from '@/components/page'
import { NoPermissionState } from '@/components/ui/states'
import { RunApprovals } from '@/features/workflows/approvals/run-approvals'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/approvals_/$run')({
  loader: ({ context: { queryClient }, params }) => {
    queryClient.query(runApprovalsQuery(params.run)).catch(() => undefined)
  },
  head: () => title('Approval'),
  component: ApprovalPage,
})

function ApprovalPage() {
  const { run } = Route.useParams()
  const mayRead = useMay('runs.read')
  return (
    <Page title="Approval" parent={<Link to="/approvals">Approvals</Link>} layout="reading">
      {mayRead ? <RunApprovals run={run} /> : <NoPermissionState />}
    </Page>
  )
}
