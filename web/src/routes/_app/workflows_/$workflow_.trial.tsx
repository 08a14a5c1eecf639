import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'
import { PencilRuler } from 'lucide-react'
import { lazy, Suspense } from 'react'

import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { workflowQuery } from '@/features/workflows/requests'
import { title } from '@/lib/title'

const TrialView = lazy(() => import('@/features/workflows/trial/trial-view'))

export const Route = createFileRoute('/_app/workflows_/$workflow_/trial')({
  // What was drawn a moment ago is what is tried out.
  loader: ({ context: { queryClient }, params }) =>
    queryClient.query({ ...workflowQuery(params.workflow), staleTime: 0 }),
  head: ({ loaderData }) => title(loaderData ? `Trial of ${loaderData.name}` : 'Trial'),
  component: TrialPage,
})

function TrialPage() {
  const { workflow: id } = Route.useParams()
  const { data: workflow } = useSuspenseQuery(workflowQuery(id))
  return (
    <Page
      title={<span className="truncate">Trial</span>}
      parent={
        <Link to="/workflows/$workflow" params={{ workflow: id }} className="truncate">
          {workflow.name}
        </Link>
      }
      actions={
        <Button asChild>
          <Link to="/workflows/$workflow" params={{ workflow: id }}>
            <PencilRuler aria-hidden />
            <span className="max-sm:sr-only">Back to the drawing</span>
          </Link>
        </Button>
      }
      className="md:h-full md:min-h-0"
    >
      <Suspense
        fallback={
          <Loading what="the trial" className="flex flex-1 gap-4 p-4">
            <Skeleton className="h-64 w-72 rounded-md" />
            <Skeleton className="h-64 flex-1 rounded-md" />
          </Loading>
        }
      >
        <TrialView key={`${id}/${workflow.revision}`} workflow={workflow} />
      </Suspense>
    </Page>
  )
}
