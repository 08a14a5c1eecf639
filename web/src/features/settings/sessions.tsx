import { useQuery } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useState } from 'react'

import { Section } from '@/components/page'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { toast } from '@/components/ui/toaster'
import { ago, writtenMoment } from '@/lib/days'

import { type Session, sessionsQuery, useEndOtherSessions, useEndSession } from './requests'

/** Where the person is signed in, and how to end it. */
export function Sessions() {
  const sessions = useQuery(sessionsQuery)
  return (
    <Section
      heading="Sessions"
      lead="Where you are signed in. A session that is ended is refused within seconds."
    >
      {sessions.isPending && (
        <Loading what="sessions" className="grid gap-3">
          <Skeleton className="h-10 w-full" />
          <Skeleton className="h-10 w-full" />
        </Loading>
      )}
      {sessions.isError && (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.data && <SessionList sessions={sessions.data} />}
    </Section>
  )
}

function SessionList({ sessions }: { sessions: Session[] }) {
  const endOthers = useEndOtherSessions()
  const [asking, setAsking] = useState(false)
  const others = sessions.filter((session) => !session.current)
  const confirm = async () => {
    try {
      await endOthers.mutateAsync()
      toast.success('You are signed out everywhere else')
    } catch {
      // The toast of the mutation tells it.
    }
    setAsking(false)
  }
  return (
    <>
      <ul className="-my-3 divide-y divide-line">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {others.length > 1 && (
        <div className="mt-3 flex justify-end border-t border-line pt-4">
          <Button
            onClick={() => {
              setAsking(true)
            }}
          >
            Sign out everywhere else
          </Button>
        </div>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading="Sign out everywhere else?"
        action={`End ${others.length} sessions`}
        pending={endOthers.isPending}
        onConfirm={() => void confirm()}
      >
        Every session but this one ends within seconds. What was not saved there may be lost.
      </ConfirmDialog>
    </>
  )
}

function SessionRow({ session }: { session: Session }) {
  const end = useEndSession()
  const Icon = /iphone|android|ipad|phone/i.test(session.device) ? Smartphone : Laptop
  return (
    <li className="flex items-center gap-3 py-3">
      <span className="grid size-8 shrink-0 place-items-center rounded-md bg-hover text-muted">
        <Icon className="size-4" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-medium">{session.device}</span>
          {session.current && <Badge tone="success">This browser</Badge>}
        </p>
        <p className="text-xs text-muted">
          <span className="font-mono">{session.address}</span>, last used{' '}
          <time dateTime={session.last_seen_at} title={writtenMoment(session.last_seen_at)}>
            {ago(session.last_seen_at)}
          </time>
          , since <time dateTime={session.created_at}>{writtenMoment(session.created_at)}</time>
        </p>
      </div>
      {!session.current && (
        <Button
          size="sm"
          pending={end.isPending}
          aria-label={`End the session on ${session.device}, ${session.address}`}
          onClick={() => {
            end.mutate(session, { onSuccess: () => toast.success('The session is ended') })
          }}
        >
          End
        </Button>
      )}
    </li>
  )
}
