import { CircleAlert, CloudCheck, CloudUpload, GitMerge } from 'lucide-react'
import { useState } from 'react'

import { asApiError } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'

import { type Definition, whole } from '../definition'

import { DifferenceDialog } from './difference'
import { useEditor, useSaveState } from './use-editor'

/** Whether what is drawn is saved. */
export function SaveNote() {
  const { saver } = useEditor()
  const state = useSaveState()
  if (state.is === 'failed') {
    return (
      <Button
        size="sm"
        className="text-danger-text"
        title={asApiError(state.error).message}
        onClick={() => void saver.flush()}
      >
        <CircleAlert aria-hidden />
        Not saved. Try again
      </Button>
    )
  }
  const isSaved = state.is === 'saved'
  const Icon = isSaved ? CloudCheck : CloudUpload
  const words = isSaved ? 'Saved' : state.is === 'conflict' ? 'Not saved' : 'Saving…'
  return (
    <span
      role="status"
      className={cn('flex items-center gap-1.5 text-xs text-muted', !isSaved && 'text-text')}
    >
      <Icon className="size-4" aria-hidden />
      <span className="max-lg:sr-only">{words}</span>
    </span>
  )
}

/** Why a draft was refused: something in it cannot be stored. */
export function RefusalNote() {
  const state = useSaveState()
  if (state.is !== 'failed') return null
  const problem = asApiError(state.error)
  const details = problem.fields.map(({ detail }) => detail)
  return (
    <div
      role="alert"
      className="border-b border-line bg-danger-soft px-4 py-2 text-sm text-danger-text"
    >
      The draft is not saved: {problem.message} {details.join(' ')}
    </div>
  )
}

/** Two people drew at once: theirs, or this one. */
export function ConflictNote() {
  const { store, saver } = useEditor()
  const state = useSaveState()
  const [sides, setSides] = useState<{ theirs: Definition; mine: Definition }>()
  if (state.is !== 'conflict') return null
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 border-b border-line bg-warning-soft px-4 py-2"
    >
      <p className="flex min-w-52 flex-1 items-center gap-2 text-sm text-warning-text">
        <GitMerge className="size-4 shrink-0" aria-hidden />
        Someone else changed this workflow while you were drawing. Nothing of yours is saved until
        you choose.
      </p>
      <Button
        size="sm"
        onClick={() => {
          setSides({ theirs: whole(state.theirs.draft), mine: store.definition })
        }}
      >
        See the difference
      </Button>
      <Button
        size="sm"
        onClick={() => {
          const theirs = saver.takeTheirs()
          if (theirs) store.change(whole(theirs.draft))
        }}
      >
        Take theirs
      </Button>
      <Button size="sm" variant="primary" onClick={() => void saver.keepMine()}>
        Keep mine
      </Button>
      <DifferenceDialog
        sides={
          sides && {
            before: { name: 'Theirs', definition: sides.theirs },
            after: { name: 'Yours', definition: sides.mine },
          }
        }
        onClose={() => {
          setSides(undefined)
        }}
      />
    </div>
  )
}
