import { Check, Clock, X } from 'lucide-react'

import type { Schema } from '@/api/client'
import { usePeopleById } from '@/api/people'
import { Avatar } from '@/components/ui/avatar'
import { cn } from '@/lib/cn'
import { ago, writtenMoment } from '@/lib/days'

interface VotesProps {
  votes: Schema<'Vote'>[]
  /** Everyone who is asked. */
  people: string[]
}

const ANSWERS = {
  approved: { words: 'approved', icon: Check, style: 'text-success-text' },
  rejected: { words: 'rejected', icon: X, style: 'text-danger-text' },
  open: { words: 'has not answered', icon: Clock, style: 'text-muted' },
}

/** Who was asked, and who answered what. */
export function Votes({ votes, people }: VotesProps) {
  const known = usePeopleById()
  return (
    <ul aria-label="Answers" className="grid grid-cols-1 gap-1.5">
      {people.map((id) => {
        const vote = votes.find(({ user_id }) => user_id === id)
        const { words, icon: Icon, style } = ANSWERS[vote?.verdict ?? 'open']
        const name = known.get(id)?.name ?? 'Someone'
        return (
          <li key={id} className="flex items-start gap-2 text-sm">
            <Avatar name={name} size="sm" />
            <span className="min-w-0 flex-1">
              <span className="font-medium">{name}</span>{' '}
              <span className={cn('inline-flex items-center gap-1 align-bottom', style)}>
                <Icon className="size-3.5" aria-hidden />
                {words}
              </span>
              {vote && (
                <time
                  dateTime={vote.at}
                  title={writtenMoment(vote.at)}
                  className="ml-1.5 text-xs text-muted"
                >
                  {ago(vote.at)}
                </time>
              )}
              {vote?.reason && (
                <span className="block text-xs break-words text-muted">“{vote.reason}”</span>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
