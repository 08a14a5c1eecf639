import { useId } from 'react'

import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { inWords } from '@/lib/names'

import { useForm, useOverrides, type WidgetProps } from '../form-context'

import { Labelled } from './labelled'

/** What the choice of nothing is called inside; no option has this value. */
const NONE = ''

interface SelectInputProps {
  value: string | undefined
  options: { value: string; label: string }[]
  /** What nothing is called; without it something has to be chosen. */
  none?: string | undefined
  placeholder?: string
  disabled: boolean
  onChange: (value: string | undefined) => void
}

export function SelectInput({
  value,
  options,
  none,
  placeholder,
  disabled,
  onChange,
  ...control
}: SelectInputProps & Omit<React.ComponentProps<typeof SelectTrigger>, keyof SelectInputProps>) {
  const nothing = '·'
  return (
    <Select
      value={value ?? (none === undefined ? NONE : nothing)}
      disabled={disabled}
      onValueChange={(chosen) => {
        // Radix tells of an empty value while its options change.
        if (chosen !== NONE) onChange(chosen === nothing ? undefined : chosen)
      }}
    >
      <SelectTrigger {...control}>
        <SelectValue placeholder={placeholder} />
      </SelectTrigger>
      <SelectContent>
        {none !== undefined && <SelectItem value={nothing}>{none}</SelectItem>}
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}

export function ChoiceWidget(props: WidgetProps) {
  const { field, value, onChange, pointer } = props
  const { readOnly } = useForm()
  const override = useOverrides()(pointer)
  if (field.is !== 'choice') return null
  return (
    <Labelled {...props}>
      {(control) => (
        <SelectInput
          {...control}
          value={typeof value === 'string' ? value : undefined}
          none={field.optional ? (override?.none ?? 'As it is') : undefined}
          disabled={readOnly}
          options={field.options.map((option) => ({
            value: option,
            // Words of the wire in capitals are names: GET, POST.
            label:
              override?.words?.[option] ?? (/^[A-Z]+$/.test(option) ? option : inWords(option)),
          }))}
          onChange={onChange}
        />
      )}
    </Labelled>
  )
}

export function SwitchWidget({ field, label, hint, value, onChange, pointer }: WidgetProps) {
  const { readOnly, errors } = useForm()
  const id = useId()
  const error = errors.get(pointer)
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="grid gap-0.5">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-xs text-pretty text-muted">
          {error ?? hint ?? field.hint}
        </p>
      </div>
      <Switch
        id={id}
        data-pointer={pointer}
        checked={value === true}
        disabled={readOnly}
        onCheckedChange={onChange}
        aria-describedby={`${id}-hint`}
      />
    </div>
  )
}
