import { useState } from 'react'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

import type { Definition, Step } from '../definition'
import { idsOf, isName } from '../graph/ids'
import { without } from '../without'

import { propertyOf } from './field'
import { useForm } from './form-context'
import { Widget } from './widget'

interface CommonProps {
  step: Step
  /** `about` names what is written, so that letters of one field are undone together. */
  onChange: (step: Step, about: string) => void
}

/** The name of a step for people. */
export function StepName({ step, onChange }: CommonProps) {
  const { errors, readOnly } = useForm()
  return (
    <Field label="Name" error={errors.get('/name')}>
      {(control) => (
        <Input
          {...control}
          data-pointer="/name"
          value={step.name}
          maxLength={100}
          autoComplete="off"
          disabled={readOnly}
          onChange={({ target }) => {
            onChange({ ...step, name: target.value }, `${step.id}/name`)
          }}
        />
      )}
    </Field>
  )
}

const LIMIT = propertyOf('WorkflowNode', 'limit_seconds')
const RETRIES = propertyOf('WorkflowNode', 'retries')

/** How long a step may take. */
export function TimeLimit({ step, onChange }: CommonProps) {
  return (
    <Widget
      field={{ ...LIMIT, optional: true }}
      label="Time limit"
      hint="How long it may take before it is overdue; without one, as long as it likes."
      value={step.limit_seconds}
      pointer="/limit_seconds"
      onChange={(seconds) => {
        const rest = without(step, 'limit_seconds')
        const next = typeof seconds === 'number' ? { ...rest, limit_seconds: seconds } : rest
        onChange(next, `${step.id}/limit`)
      }}
    />
  )
}

/** How often what fails is tried again. */
export function Retries({ step, onChange }: CommonProps) {
  if (RETRIES.is !== 'object') return null
  const { retries } = step
  const set = (next: Step['retries']) => {
    const rest = without(step, 'retries')
    onChange(next ? { ...rest, retries: next } : rest, `${step.id}/retries`)
  }
  return (
    <>
      <Widget
        field={{
          ...RETRIES,
          is: 'switch',
          hint: 'Five times, after 10 seconds at first, unless you set it here.',
        }}
        label="Set how often it is tried again"
        value={retries != null}
        pointer="/retries"
        onChange={(on) => {
          set(on === true ? { attempts: 5, first_seconds: 10 } : undefined)
        }}
      />
      {retries && (
        <Widget
          field={RETRIES}
          label="Retries"
          value={retries}
          pointer="/retries"
          onChange={(next) => {
            set(next as Step['retries'])
          }}
        />
      )}
    </>
  )
}

/** The name of a step for expressions and connections. What does not suit yet stays here. */
export function StepId({ step, definition, onChange }: CommonProps & { definition: Definition }) {
  const { errors, readOnly } = useForm()
  const [draft, setDraft] = useState<string>()
  const shown = draft ?? step.id
  const taken = shown !== step.id && idsOf(definition).has(shown)
  const mistake = taken
    ? 'Another step has this name.'
    : isName(shown)
      ? errors.get('/id')
      : 'Use small letters, digits and _, a letter first.'
  return (
    <Field
      label="Name in expressions"
      hint={`What it gives is called steps.${step.id}. Expressions that use it follow.`}
      error={mistake}
    >
      {(control) => (
        <Input
          {...control}
          data-pointer="/id"
          className="font-mono text-xs"
          value={shown}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          disabled={readOnly}
          onChange={({ target }) => {
            setDraft(target.value)
          }}
          onBlur={() => {
            setDraft(undefined)
            if (shown !== step.id && isName(shown) && !taken) {
              onChange({ ...step, id: shown }, `${step.id}/id`)
            }
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
        />
      )}
    </Field>
  )
}
