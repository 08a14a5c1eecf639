import { createFileRoute, useNavigate } from '@tanstack/react-router'

import { useMay } from '@/api/me'
import { runsQuery } from '@/api/runs'
import { Page } from '@/components/page'
import { NoPermissionState } from '@/components/ui/states'
import { RunFilters } from '@/features/workflows/runs/run-filters'
import { RunList } from '@/features/workflows/runs/run-list'
import { filterOf, type RunsSearch, runsSearch } from '@/features/workflows/runs/search'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/runs')({
  validateSearch: runsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps }) => {
    queryClient.infiniteQuery(runsQuery(filterOf(deps))).catch(() => undefined)
  },
  head: () => title('Runs'),
  component: RunsPage,
})

function RunsPage() {
  const search = Route.useSearch()
  const navigate = useNavigate()
  const mayRead = useMay('runs.read')
  const narrow = (next: RunsSearch) => void navigate({ to: '/runs', search: next, replace: true })
  return (
    <Page title="Runs">
      {mayRead ? (
        <>
          <RunFilters search={search} onChange={narrow} />
          <RunList
            filter={filterOf(search)}
            onClear={() => {
              narrow({})
            }}
          />
        </>
      ) : (
        <NoPermissionState />
      )}
    </Page>
  )
}
