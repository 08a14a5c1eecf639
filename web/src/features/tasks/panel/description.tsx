import { PencilLine } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Keys } from '@/components/ui/keys'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { Textarea } from '@/components/ui/textarea'

import type { Task } from '../task'

import { Conflict } from './conflict'
import { type Draft, useDraft } from './drafts'
import { Markdown } from './markdown'
import { useSaveText } from './use-save-text'

/** The description: Markdown, shown or written. */
export function Description({ task, mayChange }: { task: Task; mayChange: boolean }) {
  const [draft, setDraft] = useDraft(`${task.id}.description`)
  const begin = () => {
    setDraft({ base: task.description, text: task.description })
  }
  return (
    <section aria-labelledby="task-description" className="group mt-4">
      <div className="mb-1 flex h-7 items-center justify-between">
        <h3 id="task-description" className="text-sm">
          Description
        </h3>
        {mayChange && !draft && task.description && (
          <Button variant="ghost" size="sm" onClick={begin}>
            <PencilLine aria-hidden />
            Edit<span className="sr-only"> the description</span>
          </Button>
        )}
      </div>
      {draft && mayChange ? (
        <Editor task={task} draft={draft} setDraft={setDraft} />
      ) : task.description ? (
        <Markdown text={task.description} />
      ) : mayChange ? (
        <Button
          variant="ghost"
          className="w-full justify-start border border-dashed border-line-strong font-normal"
          onClick={begin}
        >
          Add a description…
        </Button>
      ) : (
        <p className="text-sm text-muted">No description.</p>
      )}
    </section>
  )
}

function Editor({
  task,
  draft,
  setDraft,
}: {
  task: Task
  draft: Draft
  setDraft: (draft: Draft | undefined) => void
}) {
  const { save, isSaving, theirs, forgetTheirs } = useSaveText(task, 'description')
  const [mode, setMode] = useState('write')
  const done = async (wanted: Draft) => {
    if (wanted.text === wanted.base || (await save(wanted))) setDraft(undefined)
  }
  return (
    <div>
      <Tabs value={mode} onValueChange={setMode}>
        <TabsList>
          <TabsTrigger value="write">Write</TabsTrigger>
          <TabsTrigger value="preview">Preview</TabsTrigger>
        </TabsList>
        <TabsContent value="write" className="pt-2">
          <Textarea
            // It was asked for just now.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            aria-label="Description"
            maxLength={50_000}
            value={draft.text}
            className="max-h-[55vh] min-h-40 py-2 text-base"
            onChange={(event) => {
              setDraft({ ...draft, text: event.target.value })
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault()
                void done(draft)
              }
            }}
          />
        </TabsContent>
        <TabsContent value="preview" className="min-h-40 pt-3">
          {draft.text ? (
            <Markdown text={draft.text} />
          ) : (
            <p className="text-sm text-muted">Nothing to preview.</p>
          )}
        </TabsContent>
      </Tabs>
      {theirs !== undefined && (
        <Conflict
          what="description"
          yours={draft.text}
          theirs={theirs}
          pending={isSaving}
          onYours={() => void done({ base: theirs, text: draft.text })}
          onTheirs={() => {
            forgetTheirs()
            setDraft(undefined)
          }}
        />
      )}
      <div className="mt-2 flex items-center justify-end gap-2">
        <span className="mr-auto text-xs text-muted max-sm:hidden">
          Markdown. <Keys keys="mod+enter" /> saves.
        </span>
        <Button
          size="sm"
          onClick={() => {
            forgetTheirs()
            setDraft(undefined)
          }}
        >
          Cancel
        </Button>
        <Button size="sm" variant="primary" pending={isSaving} onClick={() => void done(draft)}>
          Save
        </Button>
      </div>
    </div>
  )
}
