import { usePeopleById } from '@/api/people'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

import type { Variable } from '../definition'
import { SelectInput } from '../form/widgets/choice'
import { DecimalInput } from '../form/widgets/number'
import { without } from '../without'

import { useEditor } from './use-editor'

interface InitialValueProps {
  variable: Variable
  error: string | undefined
  pointer: string
  onChange: (variable: Variable) => void
}

/** What a variable is until it is set, in the control of its type. */
export function InitialValue({ variable, error, pointer, onChange }: InitialValueProps) {
  const { readOnly } = useEditor()
  const people = usePeopleById()
  const { type, initial } = variable
  const set = (value: unknown) => {
    const rest = without(variable, 'initial')
    onChange(value === undefined || value === '' ? rest : { ...rest, initial: value })
  }
  const options = (): { value: string; label: string }[] => {
    if (type === 'yes_no') {
      return [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ]
    }
    if (type === 'person') {
      return [...people.values()].map(({ id, name }) => ({ value: id, label: name }))
    }
    return typeof type === 'object' ? type.choice.map((word) => ({ value: word, label: word })) : []
  }
  return (
    <Field label="Initial value" error={error}>
      {(control) => {
        const common = { ...control, 'data-pointer': pointer, disabled: readOnly }
        if (type === 'number') {
          return (
            <DecimalInput
              {...common}
              value={typeof initial === 'number' ? initial : undefined}
              onChange={set}
            />
          )
        }
        if (type === 'text' || type === 'date') {
          return (
            <Input
              {...common}
              type={type === 'date' ? 'date' : 'text'}
              value={typeof initial === 'string' ? initial : ''}
              onChange={({ target }) => {
                set(target.value)
              }}
            />
          )
        }
        return (
          <SelectInput
            {...common}
            value={typeof initial === 'boolean' ? String(initial) : asWord(initial)}
            none="None"
            options={options()}
            onChange={(value) => {
              set(type === 'yes_no' && value !== undefined ? value === 'true' : value)
            }}
          />
        )
      }}
    </Field>
  )
}

function asWord(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
