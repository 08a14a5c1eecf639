import { GitMerge } from 'lucide-react'

import { Button } from '@/components/ui/button'

interface ConflictProps {
  what: string
  yours: string
  theirs: string
  pending: boolean
  onYours: () => void
  onTheirs: () => void
}

/** Two people changed the same text: both are shown, and one is chosen. */
export function Conflict({ what, yours, theirs, pending, onYours, onTheirs }: ConflictProps) {
  return (
    <div role="alert" className="my-2 rounded-lg border border-line-strong bg-warning-soft p-3">
      <p className="flex items-center gap-2 text-sm font-medium text-warning-text">
        <GitMerge className="size-4 shrink-0" aria-hidden />
        Someone else changed the {what} while you were writing
      </p>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        <Version
          heading="Yours"
          text={yours}
          action="Keep yours"
          pending={pending}
          onChoose={onYours}
        />
        <Version
          heading="Theirs"
          text={theirs}
          action="Take theirs"
          pending={pending}
          onChoose={onTheirs}
        />
      </div>
    </div>
  )
}

function Version({
  heading,
  text,
  action,
  pending,
  onChoose,
}: {
  heading: string
  text: string
  action: string
  pending: boolean
  onChoose: () => void
}) {
  return (
    <section className="flex flex-col rounded-md border border-line bg-surface p-2.5">
      <h4 className="text-xs font-medium text-muted">{heading}</h4>
      <p className="my-1.5 line-clamp-6 flex-1 text-sm break-words whitespace-pre-wrap">
        {text || 'Nothing.'}
      </p>
      <Button size="sm" disabled={pending} className="self-start" onClick={onChoose}>
        {action}
      </Button>
    </section>
  )
}
