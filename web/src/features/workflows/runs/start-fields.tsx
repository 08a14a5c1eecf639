import { zodResolver } from '@hookform/resolvers/zod'
import { type Control, useForm } from 'react-hook-form'

import { usePeopleById } from '@/api/people'
import { Form, SubmitButton } from '@/components/form/form'
import { SelectField } from '@/components/form/select-field'
import { SwitchField } from '@/components/form/switch-field'
import { TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { DialogFooter } from '@/components/ui/dialog'

import type { Variable } from '../definition'

import { useStartRun } from './requests'
import { initialValues, startSchema, type StartValues, startVars } from './start-form'

interface StartFieldsProps {
  /** The workflow's id. */
  workflow: string
  variables: Variable[]
  onCancel: () => void
  /** Takes the id of the run that began. */
  onStarted: (run: string) => void
}

export function StartFields({ workflow, variables, onCancel, onStarted }: StartFieldsProps) {
  const start = useStartRun()
  const form = useForm<StartValues, unknown, StartValues>({
    resolver: zodResolver(startSchema(variables)),
    defaultValues: initialValues(variables),
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const run = await start.mutateAsync({ workflow, vars: startVars(variables, values) })
        onStarted(run.id)
      }}
    >
      {variables.map((variable) => (
        <StartField key={variable.name} control={form.control} variable={variable} />
      ))}
      <DialogFooter>
        <Button onClick={onCancel}>Cancel</Button>
        <SubmitButton>Run now</SubmitButton>
      </DialogFooter>
    </Form>
  )
}

/** A variable in the control of its type. */
function StartField({ control, variable }: { control: Control<StartValues>; variable: Variable }) {
  const people = usePeopleById()
  const { name, label, type, required } = variable
  const common = { control, name, label: label || name, ...(required && { aside: NEEDED }) }
  if (type === 'yes_no') return <SwitchField {...common} />
  if (type === 'text') return <TextField {...common} autoComplete="off" />
  if (type === 'number') return <TextField {...common} inputMode="decimal" autoComplete="off" />
  if (type === 'date') return <TextField {...common} type="date" />
  const options =
    type === 'person'
      ? [...people.values()]
          .filter(({ state }) => state !== 'disabled')
          .map(({ id, name: of }) => ({ value: id, label: of }))
      : type.choice.map((word) => ({ value: word, label: word }))
  return <SelectField {...common} options={options} placeholder="Choose" />
}

const NEEDED = <span className="text-xs text-muted">Required</span>
