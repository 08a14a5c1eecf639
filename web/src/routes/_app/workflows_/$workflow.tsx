import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'

import { Page } from '@/components/page'
import { whole } from '@/features/workflows/definition'
import { workflowQuery } from '@/features/workflows/requests'
import { WorkflowViewer } from '@/features/workflows/viewer/workflow-viewer'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/workflows_/$workflow')({
  loader: ({ context: { queryClient }, params }) =>
    queryClient.query({ ...workflowQuery(params.workflow), staleTime: 'static' }),
  head: ({ loaderData }) => title(loaderData?.name ?? 'Workflow'),
  component: WorkflowPage,
})

function WorkflowPage() {
  const { workflow: id } = Route.useParams()
  const { data: workflow } = useSuspenseQuery(workflowQuery(id))
  return (
    <Page
      title={<span className="truncate">{workflow.name}</span>}
      parent={<Link to="/workflows">Workflows</Link>}
    >
      <div className="relative flex-1">
        <div className="absolute inset-0">
          <WorkflowViewer label={`Draft of ${workflow.name}`} definition={whole(workflow.draft)} />
        </div>
      </div>
    </Page>
  )
}
