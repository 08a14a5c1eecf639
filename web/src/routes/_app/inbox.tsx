import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { CheckCheck, Inbox } from 'lucide-react'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState, NoPermissionState } from '@/components/ui/states'
import { InboxList } from '@/features/inbox/inbox-list'
import { inboxQuery, type Show, useMarkAllRead } from '@/features/inbox/requests'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/inbox')({
  validateSearch: z.object({ show: z.enum(['unread']).optional().catch(undefined) }),
  head: () => title('Inbox'),
  component: InboxPage,
})

function InboxPage() {
  const { show = 'all' } = Route.useSearch()
  const mayRead = useMay('notifications.own')
  const inbox = useInfiniteQuery({
    ...inboxQuery(show),
    enabled: mayRead,
    refetchInterval: 30_000,
    refetchOnWindowFocus: 'always',
  })
  const markAll = useMarkAllRead()
  const entries = inbox.data?.pages.flatMap((page) => page.items) ?? []
  const newest = entries[0]
  return (
    <Page
      title="Inbox"
      layout="reading"
      actions={
        newest && (
          <Button
            disabled={entries.every(({ read_at }) => read_at !== null) && !inbox.hasNextPage}
            pending={markAll.isPending}
            onClick={() => {
              markAll.mutate(newest.at)
            }}
          >
            <CheckCheck aria-hidden />
            <span className="max-sm:sr-only">Mark all as read</span>
          </Button>
        )
      }
    >
      {mayRead ? (
        <>
          <ShowChoice show={show} />
          {inbox.isPending && <Pending />}
          {inbox.isError && entries.length === 0 && (
            <ErrorState error={inbox.error} onRetry={() => void inbox.refetch()} />
          )}
          {inbox.isSuccess && entries.length === 0 && <Nothing show={show} />}
          <InboxList entries={entries} />
          {inbox.hasNextPage && (
            <div className="flex justify-center">
              <Button pending={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
                Show older
              </Button>
            </div>
          )}
        </>
      ) : (
        <NoPermissionState />
      )}
    </Page>
  )
}

function ShowChoice({ show }: { show: Show }) {
  const navigate = Route.useNavigate()
  return (
    <div role="group" aria-label="Show" className="mb-4 flex gap-1">
      {(['all', 'unread'] as const).map((one) => (
        <Button
          key={one}
          size="sm"
          variant="ghost"
          aria-pressed={show === one}
          className="aria-pressed:bg-selected aria-pressed:text-text"
          onClick={() =>
            void navigate({ search: { show: one === 'unread' ? one : undefined }, replace: true })
          }
        >
          {one === 'all' ? 'All' : 'Unread'}
        </Button>
      ))}
    </div>
  )
}

function Nothing({ show }: { show: Show }) {
  const navigate = Route.useNavigate()
  if (show === 'unread') {
    return (
      <EmptyState
        icon={CheckCheck}
        heading="Everything is read"
        action={
          <Button onClick={() => void navigate({ search: {}, replace: true })}>
            Show what was read
          </Button>
        }
      >
        What is new will stand here.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={Inbox}
      heading="Nothing here yet"
      action={
        <Button onClick={() => void navigate({ to: '/settings/profile' })}>
          Choose what you are told of
        </Button>
      }
    >
      You are told here when a task is assigned to you, someone mentions you, or an import of yours
      ends.
    </EmptyState>
  )
}

function Pending() {
  return (
    <Loading what="your inbox">
      <div className="rounded-lg border border-line">
        {Array.from({ length: 5 }, (_, index) => (
          <div key={index} className="flex gap-3 border-b border-line px-4 py-3 last:border-0">
            <Skeleton className="size-7 rounded-full" />
            <div className="grid flex-1 gap-2">
              <Skeleton className="w-1/2" />
              <Skeleton className="h-3 w-1/3" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  )
}
