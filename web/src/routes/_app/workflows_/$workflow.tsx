import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { z } from 'zod'

import { Page } from '@/components/page'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { PANEL_KEYS } from '@/features/workflows/editor/panels'
import { workflowQuery } from '@/features/workflows/requests'
import { title } from '@/lib/title'

// Its own chunk, with the canvas in it: no other page needs it. It is on its way while the workflow is.
const loadEditor = () => import('@/features/workflows/editor/editor')
const Editor = lazy(loadEditor)

export const Route = createFileRoute('/_app/workflows_/$workflow')({
  validateSearch: z.object({
    panel: z.enum(PANEL_KEYS).optional().catch(undefined),
    /** The version that is looked at, in the place of the draft. */
    version: z.number().int().positive().optional().catch(undefined),
  }),
  loader: ({ context: { queryClient }, params }) => {
    void loadEditor()
    return queryClient.query({ ...workflowQuery(params.workflow), staleTime: 'static' })
  },
  head: ({ loaderData }) => title(loaderData?.name ?? 'Workflow'),
  component: WorkflowPage,
})

function WorkflowPage() {
  const { workflow: id } = Route.useParams()
  const search = Route.useSearch()
  const { data: workflow } = useSuspenseQuery(workflowQuery(id))
  return (
    <Suspense fallback={<Pending name={workflow.name} />}>
      <Editor key={id} workflow={workflow} search={search} />
    </Suspense>
  )
}

function Pending({ name }: { name: string }) {
  return (
    <Page
      title={<span className="truncate">{name}</span>}
      parent={<Link to="/workflows">Workflows</Link>}
    >
      <Loading what="the drawing" className="flex flex-1 gap-4 p-4">
        <Skeleton className="hidden h-full w-44 rounded-md xl:block" />
        <Skeleton className="h-full min-h-64 flex-1 rounded-md" />
        <Skeleton className="hidden h-full w-76 rounded-md md:block" />
      </Loading>
    </Page>
  )
}
