import { useMemo } from 'react'

import type { Definition, Finding, Step } from '../definition'
import { knownNames } from '../graph/known-names'
import { exitsOf } from '../nodes/registry'

import { settingsOf, withSettings } from './field'
import { FormContext, type KindForm } from './form-context'
import { Retries, StepId, StepName, TimeLimit } from './step-fields'
import { Widget } from './widget'

const forms = import.meta.glob<KindForm>('../nodes/*/form.{ts,tsx}', {
  eager: true,
  import: 'default',
})

/** What the folder of a kind says differently about its fields. */
export function overridesOf(kind: string): KindForm['fields'] {
  const found = Object.entries(forms).find(([path]) => path.split('/')[2] === kind)
  return found?.[1].fields ?? {}
}

interface StepFormProps {
  definition: Definition
  step: Step
  findings: Finding[]
  readOnly: boolean
  /** `about` names what is written, so that letters of one field are undone together. */
  onChange: (step: Step, about: string) => void
}

/** What a step is set to: fields by the schema of its kind, and those that every step has. */
export function StepForm({ definition, step, findings, readOnly, onChange }: StepFormProps) {
  const { id, does } = step
  const settings = useMemo(() => settingsOf(does.kind), [does.kind])
  const names = useMemo(() => knownNames(definition, id), [definition, id])
  const form = useMemo(
    () => ({
      errors: new Map(
        findings.flatMap(({ pointer, message }) => (pointer ? [[pointer, message] as const] : [])),
      ),
      overrides: overridesOf(does.kind),
      names,
      readOnly,
      Widget,
    }),
    [findings, does.kind, names, readOnly],
  )
  const exits = exitsOf(does).map(({ name }) => name)
  const common = { step, onChange }
  return (
    <FormContext value={form}>
      {/* Another step is another form: what is half written in one is not in the other. */}
      <div key={id} className="grid grid-cols-1 gap-4">
        <StepName {...common} />
        <Widget
          field={settings}
          label="Kind"
          hint=""
          value={does}
          pointer="/does"
          onChange={(next) => {
            onChange({ ...step, does: withSettings(does, next) }, `${id}/does`)
          }}
        />
        {(exits.includes('timed_out') || step.limit_seconds != null) && <TimeLimit {...common} />}
        <details>
          <summary className="cursor-pointer text-sm font-medium text-muted hover:text-text">
            More
          </summary>
          <div className="mt-3 grid grid-cols-1 gap-4">
            {exits.includes('failed') && <Retries {...common} />}
            <StepId {...common} definition={definition} />
          </div>
        </details>
      </div>
    </FormContext>
  )
}
