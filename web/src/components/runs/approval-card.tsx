import { Link } from '@tanstack/react-router'
import { Check, Clock, X } from 'lucide-react'
import { useState } from 'react'

import { useMay } from '@/api/me'
import { asApiError } from '@/api/problem'
import { type Approval, useAnswerApproval } from '@/api/runs'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toaster'
import { ago, writtenMoment } from '@/lib/days'

import { Votes } from './votes'

const LINK = 'underline decoration-line-strong underline-offset-4 hover:decoration-current'

/** A question that people are asked, the answers so far, and the buttons of whoever may answer. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const mayRead = useMay('runs.read')
  const { votes, needed, people, name, run_id, task_id, asked_at, limit_at } = approval
  const approved = votes.filter(({ verdict }) => verdict === 'approved').length
  return (
    <article
      aria-label={approval.question}
      className="grid grid-cols-1 gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <header className="grid grid-cols-1 gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
          {mayRead ? (
            <Link to="/runs/$run" params={{ run: run_id }} className={LINK}>
              {name}
            </Link>
          ) : (
            <span>{name}</span>
          )}
          <time dateTime={asked_at} title={writtenMoment(asked_at)}>
            asked {ago(asked_at)}
          </time>
          {task_id && (
            <Link to="/tasks" search={{ task: task_id }} className={LINK}>
              See the task
            </Link>
          )}
          {approval.escalated && <Badge tone="warning">Escalated to you</Badge>}
        </p>
        <h2 className="text-base text-pretty break-words">{approval.question}</h2>
      </header>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <span>
          {approved} of {needed} {needed === 1 ? 'approval' : 'approvals'} that it takes
          {people.length > needed && `, from ${people.length} people`}
        </span>
        {limit_at && (
          <span className="inline-flex items-center gap-1">
            <Clock className="size-3.5" aria-hidden />
            <time dateTime={limit_at} title={writtenMoment(limit_at)}>
              its time is over {ago(limit_at)}
            </time>
          </span>
        )}
      </p>
      <Votes votes={votes} people={people} />
      {approval.yours && <Answer approval={approval} />}
    </article>
  )
}

function Answer({ approval }: { approval: Approval }) {
  const answer = useAnswerApproval()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const decide = (verdict: 'approved' | 'rejected') => {
    const why = reason.trim()
    if (approval.reason_required && !why) {
      setMissing(true)
      return
    }
    answer.mutate(
      { run: approval.run_id, answer: { at: approval.at, verdict, ...(why && { reason: why }) } },
      {
        onSuccess: () => {
          toast.success(verdict === 'approved' ? 'You approved it' : 'You rejected it')
        },
      },
    )
  }
  const error = missing && !reason.trim() ? 'Say why: this question wants a reason.' : undefined
  const decided = answer.isPending ? answer.variables.answer.verdict : undefined
  return (
    <div className="grid grid-cols-1 gap-3 border-t border-line pt-3">
      <Field
        label={approval.reason_required ? 'Reason' : 'Reason, if you like'}
        error={error}
        hint={answer.isError ? undefined : 'Everyone who is asked can read it.'}
      >
        {(bound) => (
          <Textarea
            {...bound}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={({ target }) => {
              setReason(target.value)
            }}
          />
        )}
      </Field>
      {answer.isError && (
        <p role="alert" className="text-sm text-danger-text">
          {asApiError(answer.error).message}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          pending={decided === 'approved'}
          disabled={answer.isPending}
          onClick={() => {
            decide('approved')
          }}
        >
          <Check aria-hidden />
          Approve
        </Button>
        <Button
          pending={decided === 'rejected'}
          disabled={answer.isPending}
          onClick={() => {
            decide('rejected')
          }}
        >
          <X aria-hidden />
          Reject
        </Button>
      </div>
    </div>
  )
}
