import { useQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { UserPlus } from 'lucide-react'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { peopleQuery } from '@/api/people'
import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState, NoPermissionState } from '@/components/ui/states'
import { MembersFilter } from '@/features/members/members-filter'
import { MembersList } from '@/features/members/members-list'
import { STATES } from '@/features/members/people'
import { showInvite } from '@/features/members/show-invite'
import { ROLES } from '@/lib/roles'
import { title } from '@/lib/title'

const search = z.object({
  q: z.string().optional().catch(undefined),
  role: z.enum(ROLES).optional().catch(undefined),
  state: z.enum(STATES).optional().catch(undefined),
})

export const Route = createFileRoute('/_app/members')({
  validateSearch: search,
  head: () => title('Members'),
  component: MembersPage,
})

function MembersPage() {
  const mayRead = useMay('users.read')
  const mayInvite = useMay('users.manage')
  return (
    <Page
      title="Members"
      actions={
        mayInvite && (
          <Button variant="primary" onClick={showInvite}>
            <UserPlus aria-hidden />
            <span className="max-sm:sr-only">Invite people</span>
          </Button>
        )
      }
    >
      {mayRead ? <Members mayInvite={mayInvite} /> : <NoPermissionState />}
    </Page>
  )
}

function Members({ mayInvite }: { mayInvite: boolean }) {
  const narrowing = Route.useSearch()
  const navigate = Route.useNavigate()
  const people = useQuery(peopleQuery)
  if (people.isError) {
    return <ErrorState error={people.error} onRetry={() => void people.refetch()} />
  }
  return (
    <>
      <MembersFilter
        narrowing={narrowing}
        onNarrow={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
      />
      {people.isPending ? (
        <Pending />
      ) : (
        <MembersList
          people={people.data}
          narrowing={narrowing}
          onClear={() => void navigate({ search: {}, replace: true })}
        />
      )}
      {people.data?.length === 1 && mayInvite && (
        <EmptyState
          icon={UserPlus}
          heading="You are alone here"
          action={
            <Button variant="primary" onClick={showInvite}>
              Invite people
            </Button>
          }
        >
          Invite the people you work with: they get a mail with a link to join.
        </EmptyState>
      )}
    </>
  )
}

function Pending() {
  return (
    <Loading what="members" className="grid gap-px px-4 py-2">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="flex h-13 items-center gap-3">
          <Skeleton className="size-8 rounded-full" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="w-40" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
          <Skeleton className="w-16 max-sm:hidden" />
        </div>
      ))}
    </Loading>
  )
}
