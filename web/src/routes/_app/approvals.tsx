import { createFileRoute } from '@tanstack/react-router'

import { useMay } from '@/api/me'
import { approvalsQuery } from '@/api/runs'
import { Page } from '@/components/page'
import { NoPermissionState } from '@/components/ui/states'
import { ApprovalsList } from '@/features/workflows/approvals/approvals-list'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/approvals')({
  loader: ({ context: { queryClient } }) => {
    queryClient.infiniteQuery(approvalsQuery).catch(() => undefined)
  },
  head: () => title('Approvals'),
  component: ApprovalsPage,
})

function ApprovalsPage() {
  const mayAnswer = useMay('approvals.own')
  return (
    <Page title="Approvals" layout="reading">
      {mayAnswer ? <ApprovalsList /> : <NoPermissionState />}
    </Page>
  )
}
