import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ScrollText, SearchX } from 'lucide-react'

import { useMay } from '@/api/me'
import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState, NoPermissionState } from '@/components/ui/states'
import { AuditFilters } from '@/features/audit/audit-filters'
import { AuditList } from '@/features/audit/audit-list'
import { EntrySheet } from '@/features/audit/entry-sheet'
import { ExportButton } from '@/features/audit/export-button'
import { auditQuery } from '@/features/audit/requests'
import { auditSearch, isNarrowed } from '@/features/audit/search'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/audit')({
  validateSearch: auditSearch,
  head: () => title('Audit log'),
  component: AuditPage,
})

function AuditPage() {
  const search = Route.useSearch()
  const mayRead = useMay('audit.read')
  return (
    <Page title="Audit log" actions={mayRead && <ExportButton search={search} />}>
      {mayRead ? (
        <AuditLog />
      ) : (
        <NoPermissionState detail="The audit log is for admins: it tells what everyone did." />
      )}
    </Page>
  )
}

function AuditLog() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const log = useInfiniteQuery(auditQuery(search))
  const entries = log.data?.pages.flatMap((page) => page.items) ?? []
  const subject = entries
    .flatMap((entry) => entry.subjects)
    .find(({ id, key }) => id === search.subject && key)
  const clear = () => void navigate({ search: {}, replace: true })
  return (
    <>
      <AuditFilters
        search={search}
        subjectName={subject?.key ?? undefined}
        onNarrow={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        onClear={clear}
      />
      {log.isPending && <Pending />}
      {log.isError && entries.length === 0 && (
        <ErrorState error={log.error} onRetry={() => void log.refetch()} />
      )}
      {log.isSuccess && entries.length === 0 && (
        <NoEntries narrowed={isNarrowed(search)} onClear={clear} />
      )}
      {entries.length > 0 && (
        <AuditList
          entries={entries}
          more={{
            has: log.hasNextPage,
            loading: log.isFetchingNextPage,
            failed: log.isFetchNextPageError,
            load: () => void log.fetchNextPage(),
          }}
        />
      )}
      <EntrySheet
        id={search.entry}
        entries={entries}
        onClose={() =>
          void navigate({
            search: (before) => ({ ...before, entry: undefined }),
            replace: true,
            resetScroll: false,
          })
        }
      />
    </>
  )
}

function NoEntries({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  if (!narrowed) {
    return (
      <EmptyState icon={ScrollText} heading="Nothing happened yet">
        Every change, sign-in and refusal in this organization will stand here.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={SearchX}
      heading="No such entry"
      action={<Button onClick={onClear}>Show the whole log</Button>}
    >
      Nothing in the log matches all of these filters.
    </EmptyState>
  )
}

function Pending() {
  return (
    <Loading what="the audit log" className="grid px-4 pt-10">
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="flex h-11 items-center gap-3">
          <Skeleton className="size-6 rounded-full" />
          <Skeleton className="w-2/3 max-w-lg" />
          <Skeleton className="ml-auto h-3 w-10" />
        </div>
      ))}
    </Loading>
  )
}
