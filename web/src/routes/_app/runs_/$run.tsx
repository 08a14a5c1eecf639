import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router'

import { runQuery } from '@/api/runs'
import { Page } from '@/components/page'
import { RunActions } from '@/features/workflows/runs/run-actions'
import { RunView } from '@/features/workflows/runs/run-view'
import { runSearch } from '@/features/workflows/runs/search'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/runs_/$run')({
  validateSearch: runSearch,
  loader: ({ context: { queryClient }, params }) =>
    queryClient.query({ ...runQuery(params.run), staleTime: 'static' }),
  head: ({ loaderData }) => title(loaderData ? `Run of ${loaderData.name}` : 'Run'),
  component: RunPage,
})

function RunPage() {
  const { run: id } = Route.useParams()
  const search = Route.useSearch()
  const navigate = useNavigate()
  const { data: run } = useSuspenseQuery(runQuery(id))
  return (
    <Page
      title={<span className="truncate">{run.name}</span>}
      parent={<Link to="/runs">Runs</Link>}
      actions={<RunActions run={run} />}
      className="h-full min-h-0"
    >
      <RunView
        key={id}
        run={run}
        search={search}
        onSearch={(next) =>
          void navigate({ to: '/runs/$run', params: { run: id }, search: next, replace: true })
        }
      />
    </Page>
  )
}
