import { useRef } from 'react'

import { cn } from '@/lib/cn'

import type { Task } from '../task'

import { Conflict } from './conflict'
import { useDraft } from './drafts'
import { useSaveText } from './use-save-text'

/** The title, changed where it stands: Enter or leaving it saves, Escape takes it back. */
export function Title({ task, mayChange }: { task: Task; mayChange: boolean }) {
  const [draft, setDraft] = useDraft(`${task.id}.title`)
  const { save, isSaving, theirs, forgetTheirs } = useSaveText(task, 'title')
  const left = useRef(false)
  if (!mayChange) return <h2 className="text-xl text-balance break-words">{task.title}</h2>

  const commit = async () => {
    if (left.current) {
      left.current = false
      return
    }
    if (!draft) return
    const text = draft.text.trim()
    if (!text || text === draft.base) setDraft(undefined)
    else if (await save({ ...draft, text })) setDraft(undefined)
  }
  return (
    <>
      <textarea
        rows={1}
        maxLength={500}
        aria-label="Title"
        aria-busy={isSaving || undefined}
        value={draft?.text ?? task.title}
        className={cn(
          '-mx-2 field-sizing-content w-[calc(100%+1rem)] resize-none rounded-md border border-transparent px-2 py-0.5 text-xl font-semibold outline-none',
          'hover:bg-hover focus-visible:border-focus focus-visible:bg-surface focus-visible:outline-2 focus-visible:outline-offset-0',
        )}
        onChange={(event) => {
          const text = event.target.value.replaceAll('\n', ' ')
          setDraft({ base: draft?.base ?? task.title, text })
        }}
        onBlur={() => void commit()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault()
            event.currentTarget.blur()
          }
          if (event.key === 'Escape' && draft) {
            event.stopPropagation()
            event.nativeEvent.stopImmediatePropagation()
            event.preventDefault()
            left.current = true
            setDraft(undefined)
            forgetTheirs()
            event.currentTarget.blur()
          }
        }}
      />
      {draft && theirs !== undefined && (
        <Conflict
          what="title"
          yours={draft.text}
          theirs={theirs}
          pending={isSaving}
          onYours={() => {
            void save({ base: theirs, text: draft.text.trim() }).then((saved) => {
              if (saved) setDraft(undefined)
            })
          }}
          onTheirs={() => {
            forgetTheirs()
            setDraft(undefined)
          }}
        />
      )}
    </>
  )
}
