import { GitMerge } from 'lucide-react'

import { Button } from '@/components/ui/button'

/** Two people edited at once: theirs, or this one. */
export function ConflictNote({ onTake, onKeep }: { onTake: () => void; onKeep: () => void }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 rounded-md bg-warning-soft px-3 py-2"
    >
      <p className="flex min-w-52 flex-1 items-center gap-2 text-sm text-warning-text">
        <GitMerge className="size-4 shrink-0" aria-hidden />
        Someone else changed this rule meanwhile. Nothing of yours is saved until you choose.
      </p>
      <Button size="sm" onClick={onTake}>
        Take theirs
      </Button>
      <Button size="sm" variant="primary" onClick={onKeep}>
        Keep mine
      </Button>
    </div>
  )
}
