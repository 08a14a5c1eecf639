import { createFileRoute, Link, useNavigate } from '@tanstack/react-router'
import { FolderInput, Plus } from 'lucide-react'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { NoPermissionState } from '@/components/ui/states'
import { History } from '@/features/imports/history'
import { HistoryFilters, type HistorySearch } from '@/features/imports/history-filters'
import { importsQuery } from '@/features/imports/requests'
import { SHOWN, SHOWN_KEYS } from '@/features/imports/states'
import { title } from '@/lib/title'

const filterOf = ({ show, project, by }: HistorySearch) => ({
  state: show && SHOWN[show].states,
  project,
  by,
})

export const Route = createFileRoute('/_app/imports')({
  validateSearch: z.object({
    show: z.enum(SHOWN_KEYS).optional().catch(undefined),
    project: z.string().optional().catch(undefined),
    by: z.string().optional().catch(undefined),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps }) => {
    queryClient.infiniteQuery(importsQuery(filterOf(deps))).catch(() => undefined)
  },
  head: () => title('Imports'),
  component: ImportsPage,
})

function ImportsPage() {
  const search = Route.useSearch()
  const navigate = useNavigate()
  const mayRead = useMay('imports.read')
  const mayRun = useMay('imports.run')
  const narrow = (next: HistorySearch) =>
    void navigate({ to: '/imports', search: next, replace: true })
  return (
    <Page
      title="Imports"
      actions={
        mayRead && (
          <>
            <Button asChild>
              <Link to="/imports/profiles">
                <FolderInput aria-hidden />
                <span className="max-sm:sr-only">Profiles</span>
              </Link>
            </Button>
            {mayRun && (
              <Button asChild variant="primary">
                <Link to="/imports/new" search={{ project: search.project }}>
                  <Plus aria-hidden />
                  New import
                </Link>
              </Button>
            )}
          </>
        )
      }
    >
      {mayRead ? (
        <>
          <HistoryFilters search={search} onChange={narrow} />
          <History
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
