import { FlaskConical } from 'lucide-react'

import { usePeopleById } from '@/api/people'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Switch } from '@/components/ui/switch'

import type { Definition, Variable } from '../definition'
import { SelectInput } from '../form/widgets/choice'
import { DecimalInput } from '../form/widgets/number'
import { shapeOf } from '../nodes/registry'
import { without } from '../without'

import { AssumedStep } from './assumed-step'
import { BegunBy } from './begun-by'
import { type Draft, outcomesOf, startOf, startsOf } from './scenario'

interface ScenarioFormProps {
  /** The workflow's id. */
  workflow: string
  definition: Definition
  draft: Draft
  pending: boolean
  onChange: (draft: Draft) => void
  onRun: () => void
}

/** What the draft is tried out with; whatever is left open goes as it usually goes. */
export function ScenarioForm({
  workflow,
  definition,
  draft,
  pending,
  onChange,
  onRun,
}: ScenarioFormProps) {
  const starts = startsOf(definition)
  const start = startOf(definition, draft)
  const answered = definition.nodes.filter((step) => outcomesOf(step).length > 0)
  return (
    <form
      className="grid grid-cols-1 gap-5 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        onRun()
      }}
    >
      <p className="text-sm text-pretty text-muted">
        Nothing is done, nobody is told, and time passes by itself. What you leave open goes as it
        usually goes.
      </p>
      {starts.length > 1 && (
        <Field label="It begins with">
          {(control) => (
            <SelectInput
              {...control}
              disabled={false}
              value={start?.id}
              options={starts.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id) => {
                onChange({ ...draft, start: id })
              }}
            />
          )}
        </Field>
      )}
      {start?.does.kind === 'start' && (
        <BegunBy workflow={workflow} start={start.does} draft={draft} onChange={onChange} />
      )}
      {definition.variables.length > 0 && (
        <fieldset className="grid grid-cols-1 gap-3">
          <legend className="mb-2 text-sm font-semibold">Variables</legend>
          {definition.variables.map((variable) => (
            <VariableValue
              key={variable.name}
              variable={variable}
              value={draft.vars[variable.name] ?? variable.initial}
              onChange={(value) => {
                const vars: Record<string, unknown> = without(draft.vars, variable.name)
                onChange({
                  ...draft,
                  vars: value === undefined ? vars : { ...vars, [variable.name]: value },
                })
              }}
            />
          ))}
        </fieldset>
      )}
      {answered.length > 0 && (
        <fieldset className="grid grid-cols-1 gap-3">
          <legend className="mb-2 text-sm font-semibold">How the world answers</legend>
          {answered.map((step) => (
            <AssumedStep
              key={step.id}
              name={step.name || shapeOf(step.does.kind).title}
              outcomes={outcomesOf(step)}
              assumed={draft.assumed[step.id]}
              onChange={(assumed) => {
                const others = without(draft.assumed, step.id)
                onChange({
                  ...draft,
                  assumed: assumed ? { ...others, [step.id]: assumed } : others,
                })
              }}
            />
          ))}
        </fieldset>
      )}
      <Button type="submit" variant="primary" pending={pending}>
        <FlaskConical aria-hidden />
        Try it out
      </Button>
    </form>
  )
}

interface VariableValueProps {
  variable: Variable
  value: unknown
  onChange: (value: unknown) => void
}

function VariableValue({ variable, value, onChange }: VariableValueProps) {
  const people = usePeopleById()
  const { type, name, label } = variable
  return (
    <Field label={label || name}>
      {(control) => {
        if (type === 'yes_no') {
          return <Switch {...control} checked={value === true} onCheckedChange={onChange} />
        }
        if (type === 'number') {
          return (
            <DecimalInput
              {...control}
              value={typeof value === 'number' ? value : undefined}
              onChange={onChange}
            />
          )
        }
        if (type === 'text' || type === 'date') {
          return (
            <Input
              {...control}
              type={type === 'date' ? 'date' : 'text'}
              value={typeof value === 'string' ? value : ''}
              onChange={({ target }) => {
                onChange(target.value || undefined)
              }}
            />
          )
        }
        const options =
          type === 'person'
            ? [...people.values()].map(({ id, name: of }) => ({ value: id, label: of }))
            : type.choice.map((word) => ({ value: word, label: word }))
        return (
          <SelectInput
            {...control}
            disabled={false}
            value={typeof value === 'string' ? value : undefined}
            none="None"
            options={options}
            onChange={onChange}
          />
        )
      }}
    </Field>
  )
}
