import { Plus, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Switch } from '@/components/ui/switch'

import type { Finding, Variable } from '../definition'
import { SelectInput } from '../form/widgets/choice'
import { slug, unused } from '../graph/ids'
import { without } from '../without'

import { InitialValue } from './initial-value'
import { pickDefinition, pickFindings, useEdited, useEditor } from './use-editor'

const TYPES = {
  text: 'Text',
  number: 'Number',
  yes_no: 'Yes or no',
  date: 'Date',
  person: 'Person',
  choice: 'Choice',
} as const
type TypeName = keyof typeof TYPES

const typeName = ({ type }: Variable): TypeName => (typeof type === 'string' ? type : 'choice')

/** Values that a run is begun with, and that its steps read: their names, and what they hold. */
export function VariablesPanel() {
  const { store, readOnly } = useEditor()
  const { variables } = useEdited(pickDefinition)
  const findings = useEdited(pickFindings)
  const set = (next: Variable[], about?: string) => {
    store.change({ ...store.definition, variables: next }, about)
  }
  const add = () => {
    const taken = new Set(variables.map(({ name }) => name))
    set([...variables, { name: unused('variable', taken), label: '', type: 'text' }])
  }
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <p className="text-xs text-pretty text-muted">
        Who starts the workflow by hand is asked for these; expressions call them{' '}
        <code className="font-mono">vars.name</code>.
      </p>
      {variables.map((variable, index) => (
        <VariableForm
          key={index}
          index={index}
          variable={variable}
          findings={findings.filter(({ pointer }) => pointer?.startsWith(`/variables/${index}/`))}
          onChange={(next, field) => {
            set(
              variables.map((other, place) => (place === index ? next : other)),
              `variable ${index} ${field}`,
            )
          }}
          onRemove={() => {
            set(variables.filter((_, place) => place !== index))
          }}
        />
      ))}
      {!readOnly && (
        <Button className="justify-self-start" onClick={add}>
          <Plus aria-hidden />
          Add variable
        </Button>
      )}
    </div>
  )
}

interface VariableFormProps {
  index: number
  variable: Variable
  findings: Finding[]
  onChange: (variable: Variable, field: string) => void
  onRemove: () => void
}

function VariableForm({ index, variable, findings, onChange, onRemove }: VariableFormProps) {
  const { readOnly } = useEditor()
  const id = useId()
  const error = (field: string) =>
    findings.find(({ pointer }) => pointer === `/variables/${index}/${field}`)?.message
  const kind = typeName(variable)
  return (
    <fieldset
      data-pointer={`/variables/${index}`}
      tabIndex={-1}
      className="grid min-w-0 grid-cols-1 gap-3 rounded-md border border-line bg-canvas p-3"
    >
      <legend className="sr-only">{variable.label || variable.name}</legend>
      <Field label="Label">
        {(control) => (
          <Input
            {...control}
            value={variable.label}
            maxLength={100}
            placeholder="Amount in euros"
            disabled={readOnly}
            onChange={({ target }) => {
              // A name that nobody wrote follows the label.
              const follows =
                /^variable(_\d+)?$/.test(variable.name) || variable.name === slug(variable.label)
              const name = follows && target.value.trim() ? slug(target.value) : variable.name
              onChange({ ...variable, label: target.value, name }, 'label')
            }}
          />
        )}
      </Field>
      <Field label="Name in expressions" error={error('name')}>
        {(control) => (
          <Input
            {...control}
            data-pointer={`/variables/${index}/name`}
            className="font-mono text-xs"
            value={variable.name}
            maxLength={40}
            spellCheck={false}
            autoComplete="off"
            disabled={readOnly}
            onChange={({ target }) => {
              onChange({ ...variable, name: target.value }, 'name')
            }}
          />
        )}
      </Field>
      <Field label="Holds" error={error('type')}>
        {(control) => (
          <SelectInput
            {...control}
            value={kind}
            disabled={readOnly}
            options={Object.entries(TYPES).map(([value, label]) => ({ value, label }))}
            onChange={(next) => {
              const type = next === 'choice' ? { choice: ['yes', 'no'] } : (next as 'text')
              onChange({ ...without(variable, 'initial'), type }, 'type')
            }}
          />
        )}
      </Field>
      {typeof variable.type === 'object' && (
        <Choices
          choice={variable.type.choice}
          disabled={readOnly}
          onChange={(choice) => {
            onChange({ ...variable, type: { choice } }, 'choice')
          }}
        />
      )}
      <InitialValue
        // Another type is another control.
        key={kind}
        variable={variable}
        error={error('initial')}
        pointer={`/variables/${index}/initial`}
        onChange={(next) => {
          onChange(next, 'initial')
        }}
      />
      <div className="flex items-center justify-between gap-2">
        <div className="flex items-center gap-2 text-sm">
          <Switch
            id={`${id}-required`}
            checked={variable.required === true}
            disabled={readOnly}
            onCheckedChange={(required) => {
              onChange({ ...variable, required }, 'required')
            }}
          />
          <label htmlFor={`${id}-required`}>Required</label>
        </div>
        {!readOnly && (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Remove ${variable.label || variable.name}`}
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
    </fieldset>
  )
}

/** Words to choose from. What is being written stays here until it is left. */
function Choices({
  choice,
  disabled,
  onChange,
}: {
  choice: string[]
  disabled: boolean
  onChange: (choice: string[]) => void
}) {
  const [draft, setDraft] = useState<string>()
  return (
    <Field label="Options" hint="Separated by commas.">
      {(control) => (
        <Input
          {...control}
          value={draft ?? choice.join(', ')}
          disabled={disabled}
          onChange={({ target }) => {
            setDraft(target.value)
            const words = target.value.split(',').map((word) => word.trim())
            onChange([...new Set(words.filter(Boolean))])
          }}
          onBlur={() => {
            setDraft(undefined)
          }}
        />
      )}
    </Field>
  )
}
