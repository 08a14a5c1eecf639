import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'

import { useGrant, useMe } from '@/api/me'
import { usePeopleById } from '@/api/people'
import { Section } from '@/components/page'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState, NoPermissionState } from '@/components/ui/states'
import { toast } from '@/components/ui/toaster'
import { ago, localDay, writtenDay, writtenMoment } from '@/lib/days'
import { inWords } from '@/lib/names'

import { type Token, tokensQuery, useRevokeToken } from './requests'
import { showCreateToken } from './show-create-token'

interface TokensProps {
  whose: 'own' | 'all'
  onChoose: (whose: 'own' | 'all') => void
}

/** Credentials for programs: one's own, and for admins everyone's. */
export function Tokens({ whose, onChoose }: TokensProps) {
  const grant = useGrant('tokens.manage')
  if (grant === 'none') return <NoPermissionState />
  return (
    <Section
      heading="API tokens"
      lead={
        <>
          With a token a program works in your name, never with more than you may. What there is to
          call stands in the{' '}
          <a
            href="/api/docs"
            target="_blank"
            rel="noreferrer"
            className="text-accent-text underline underline-offset-2"
          >
            API reference
          </a>
          .
        </>
      }
    >
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
        {grant === 'all' ? (
          <div role="group" aria-label="Whose tokens" className="flex gap-1">
            {(['own', 'all'] as const).map((one) => (
              <Button
                key={one}
                size="sm"
                variant="ghost"
                aria-pressed={whose === one}
                className="aria-pressed:bg-selected aria-pressed:text-text"
                onClick={() => {
                  onChoose(one)
                }}
              >
                {one === 'own' ? 'Yours' : 'Everyone’s'}
              </Button>
            ))}
          </div>
        ) : (
          <span />
        )}
        <Button variant="primary" onClick={showCreateToken}>
          <Plus aria-hidden />
          Create token
        </Button>
      </div>
      <TokenList whose={grant === 'all' ? whose : 'own'} />
    </Section>
  )
}

function TokenList({ whose }: { whose: 'own' | 'all' }) {
  const tokens = useQuery(tokensQuery(whose))
  const revoke = useRevokeToken()
  const [asked, setAsked] = useState<Token>()
  const [asking, setAsking] = useState(false)
  if (tokens.isPending) {
    return (
      <Loading what="API tokens" className="grid gap-3">
        <Skeleton className="h-12 w-full" />
        <Skeleton className="h-12 w-full" />
      </Loading>
    )
  }
  if (tokens.isError) {
    return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />
  }
  if (tokens.data.length === 0) {
    return (
      <EmptyState icon={KeyRound} heading="No tokens" className="py-8">
        A script that brings in a spreadsheet each night would need one.
      </EmptyState>
    )
  }
  const confirm = async () => {
    if (!asked) return
    try {
      await revoke.mutateAsync(asked)
      toast.success(`Revoked ${asked.name}`)
    } catch {
      // The toast of the mutation tells it.
    }
    setAsking(false)
  }
  return (
    <>
      <ul className="divide-y divide-line border-t border-line">
        {tokens.data.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            showOwner={whose === 'all'}
            onRevoke={() => {
              setAsked(token)
              setAsking(true)
            }}
          />
        ))}
      </ul>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading={`Revoke ${asked?.name ?? ''}?`}
        action="Revoke"
        pending={revoke.isPending}
        onConfirm={() => void confirm()}
      >
        Programs that use it are refused within seconds. It cannot be brought back.
      </ConfirmDialog>
    </>
  )
}

interface TokenRowProps {
  token: Token
  showOwner: boolean
  onRevoke: () => void
}

function TokenRow({ token, showOwner, onRevoke }: TokenRowProps) {
  const me = useMe()
  const people = usePeopleById()
  const expired = new Date(token.expires_at) < new Date()
  const owner = token.user_id === me.id ? 'You' : (people.get(token.user_id)?.name ?? 'Someone')
  return (
    <li className="flex items-center gap-3 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium break-words">{token.name}</span>
          <Badge tone="outline">{inWords(token.role)}</Badge>
          {expired && <Badge tone="warning">Expired</Badge>}
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {showOwner && <>{owner} · </>}
          {token.areas.map(inWords).join(', ')} · {expired ? 'ended' : 'until'}{' '}
          {writtenDay(localDay(token.expires_at))} ·{' '}
          {token.last_used_at ? (
            <>
              last used{' '}
              <time dateTime={token.last_used_at} title={writtenMoment(token.last_used_at)}>
                {ago(token.last_used_at)}
              </time>
            </>
          ) : (
            'never used'
          )}
        </p>
      </div>
      <Button size="sm" aria-label={`Revoke ${token.name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  )
}
