import { useBlocker, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Switch } from '@/components/ui/switch'
import { toast } from '@/components/ui/toaster'

import { knownNames } from '../../graph/known-names'
import { ConditionEditor } from '../condition/condition-editor'
import { isOpen, testsOf } from '../condition/tree'
import { useCondition } from '../condition/use-condition'
import { useFields } from '../condition/use-fields'
import { definitionOf, draftOf, type RuleDraft } from '../draft'
import { type Rule, useMayChangeRule } from '../requests'

import { ActionsEditor } from './actions-editor'
import { ConflictNote } from './conflict-note'
import { useRuleEditor } from './use-rule-editor'
import { WhenFields } from './when-fields'

interface RuleEditorProps {
  begin: Parameters<typeof draftOf>[0]
  /** Absent: it is a new one. */
  rule?: Rule
}

/** When, if, then. */
export function RuleEditor({ begin, rule }: RuleEditorProps) {
  const navigate = useNavigate()
  const mayChange = useMayChangeRule()
  const editor = useRuleEditor(draftOf(begin), rule)
  const { draft, errors } = editor
  const readOnly = rule !== undefined && !mayChange(rule)
  const { fields, project } = useFields(draft.when, draft.project)
  const [open, setOpen] = useState<'allowed' | 'wrong'>('allowed')
  const form = useRef<HTMLFormElement>(null)
  const leaving = useRef(false)
  const set = (part: Partial<RuleDraft>) => {
    editor.setDraft((before) => ({ ...before, ...part }))
  }
  const condition = useCondition(draft.condition, fields, (text) => {
    set({ condition: text })
  })
  const goToMistake = () => {
    requestAnimationFrame(() => {
      const wrong = form.current?.querySelector<HTMLElement>(
        '[aria-invalid="true"], [data-invalid], [role="alert"]',
      )
      wrong?.focus()
      wrong?.scrollIntoView({ block: 'center' })
    })
  }
  const save = async (over?: Rule) => {
    const { reading } = condition
    if (reading.is === 'built' && testsOf(reading.root).some(isOpen)) {
      setOpen('wrong')
      editor.refuse('A condition is not complete. Say what it is compared with, or remove it.')
      goToMistake()
      return
    }
    setOpen('allowed')
    const saved = await editor.save(over)
    if (!saved) {
      goToMistake()
      return
    }
    toast.success(`Saved ${saved.name}`)
    if (rule) return
    leaving.current = true
    await navigate({ to: '/rules/$rule', params: { rule: saved.id } })
  }
  return (
    <form
      ref={form}
      noValidate
      className="mx-auto grid w-full max-w-4xl grid-cols-1 gap-6 px-4 py-6 sm:px-6"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {editor.problem && (
        <p
          role="alert"
          tabIndex={-1}
          className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text"
        >
          {editor.problem}
        </p>
      )}
      {editor.theirs && (
        <ConflictNote onTake={editor.takeTheirs} onKeep={() => void save(editor.theirs)} />
      )}
      <NameFields editor={editor} readOnly={readOnly} />
      <Step word="When" hint="What the rule looks at.">
        <WhenFields
          when={draft.when}
          project={draft.project}
          error={errors.get('/project_id')}
          readOnly={readOnly}
          onChange={set}
        />
      </Step>
      <Step word="If" hint="What has to hold for it to do anything.">
        <ConditionEditor
          condition={condition}
          fields={fields}
          project={project}
          names={knownNames(definitionOf({ when: draft.when, then: [] }), 'start')}
          error={errors.get('/if')}
          open={open}
          readOnly={readOnly}
        />
      </Step>
      <Step word="Then" hint="What it does, one after the other.">
        <ActionsEditor
          draft={draft}
          errors={errors}
          readOnly={readOnly}
          onChange={(then) => {
            set({ then })
          }}
        />
      </Step>
      {!readOnly && <SaveBar editor={editor} isNew={rule === undefined} />}
      <LeaveQuestion isChanged={editor.isChanged && !readOnly} leaving={leaving} />
    </form>
  )
}

type Editor = ReturnType<typeof useRuleEditor>

function NameFields({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const { draft, errors, rule } = editor
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex items-end gap-4 max-sm:flex-col max-sm:items-stretch">
        <Field label="Name" error={errors.get('/name')} className="flex-1">
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              maxLength={120}
              autoComplete="off"
              placeholder="Tag what is urgent"
              disabled={readOnly}
              onChange={({ target }) => {
                editor.setDraft((before) => ({ ...before, name: target.value }))
              }}
            />
          )}
        </Field>
        {rule && (
          <div className="flex h-control items-center gap-2">
            <Switch
              id="rule-enabled"
              checked={rule.enabled}
              disabled={readOnly || editor.isSaving}
              onCheckedChange={(enabled) => void editor.setEnabled(enabled)}
            />
            <label htmlFor="rule-enabled" className="text-sm font-medium">
              Enabled
            </label>
          </div>
        )}
      </div>
      <Field
        label="Description"
        aside={<span className="text-2xs text-muted">Optional</span>}
        error={errors.get('/description')}
      >
        {(control) => (
          <Input
            {...control}
            value={draft.description}
            autoComplete="off"
            placeholder="What it is for"
            disabled={readOnly}
            onChange={({ target }) => {
              editor.setDraft((before) => ({ ...before, description: target.value }))
            }}
          />
        )}
      </Field>
    </div>
  )
}

function Step({ word, hint, children }: { word: string; hint: string; children: ReactNode }) {
  return (
    <section aria-label={word} className="grid grid-cols-1 gap-3 sm:grid-cols-[6rem_minmax(0,1fr)]">
      <div>
        <h2 className="text-base text-accent-text">{word}</h2>
        <p className="text-xs text-pretty text-muted">{hint}</p>
      </div>
      <div className="min-w-0 rounded-lg border border-line bg-surface p-3 sm:p-4">{children}</div>
    </section>
  )
}

function SaveBar({ editor, isNew }: { editor: Editor; isNew: boolean }) {
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex items-center justify-end gap-2 border-t border-line bg-surface px-4 py-3 sm:-mx-6 sm:px-6">
      <p role="status" className="mr-auto text-xs text-muted">
        {isNew
          ? 'It works as soon as it is created.'
          : editor.isChanged
            ? 'There are changes that are not saved.'
            : 'All is saved.'}
      </p>
      {!isNew && editor.isChanged && <Button onClick={editor.discard}>Discard</Button>}
      <Button
        type="submit"
        variant="primary"
        pending={editor.isSaving}
        disabled={!isNew && !editor.isChanged}
      >
        {isNew ? 'Create rule' : 'Save rule'}
      </Button>
    </div>
  )
}

/** Asks before changes are lost. */
function LeaveQuestion({
  isChanged,
  leaving,
}: {
  isChanged: boolean
  leaving: React.RefObject<boolean>
}) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isChanged && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => isChanged && !leaving.current,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      onOpenChange={(open) => {
        if (!open) blocker.reset?.()
      }}
      heading="Leave without saving?"
      action="Leave"
      onConfirm={() => {
        blocker.proceed?.()
      }}
    >
      What you changed of this rule is lost then.
    </ConfirmDialog>
  )
}
