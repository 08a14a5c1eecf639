import { createFileRoute, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { NoPermissionState } from '@/components/ui/states'
import { ImportButton } from '@/features/workflows/list/import-button'
import { WorkflowList } from '@/features/workflows/list/workflow-list'
import { workflowsQuery } from '@/features/workflows/requests'
import { showCreateWorkflow } from '@/features/workflows/show-create-workflow'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/workflows')({
  validateSearch: z.object({
    /** What their names contain. */
    q: z.string().optional().catch(undefined),
  }),
  loader: ({ context: { queryClient } }) => {
    queryClient.query(workflowsQuery).catch(() => undefined)
  },
  head: () => title('Workflows'),
  component: WorkflowsPage,
})

function WorkflowsPage() {
  const { q = '' } = Route.useSearch()
  const navigate = useNavigate()
  const mayRead = useMay('workflows.read')
  const mayManage = useMay('workflows.manage')
  return (
    <Page
      title="Workflows"
      actions={
        mayManage && (
          <>
            <ImportButton />
            <Button variant="primary" onClick={showCreateWorkflow}>
              <Plus aria-hidden />
              <span className="max-sm:sr-only">New workflow</span>
            </Button>
          </>
        )
      }
    >
      {mayRead ? (
        <WorkflowList
          search={q}
          onSearch={(text) =>
            void navigate({ to: '/workflows', search: { q: text || undefined }, replace: true })
          }
        />
      ) : (
        <NoPermissionState />
      )}
    </Page>
  )
}
