import type { ReactNode } from 'react'
import { type FieldValues, useController } from 'react-hook-form'

import { Field } from '@/components/ui/field'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import type { BoundField } from './bound-field'

type SelectFieldProps<Values extends FieldValues> = BoundField<Values> & {
  options: { value: string; label: ReactNode }[]
  placeholder?: string
  disabled?: boolean
}

export function SelectField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
  aside,
  options,
  placeholder,
  disabled = false,
}: SelectFieldProps<Values>) {
  const { field, fieldState } = useController({ control, name })
  return (
    <Field label={label} hint={hint} aside={aside} error={fieldState.error?.message}>
      {(bound) => (
        <Select value={field.value} onValueChange={field.onChange} disabled={disabled}>
          <SelectTrigger {...bound} ref={field.ref} onBlur={field.onBlur}>
            <SelectValue placeholder={placeholder} />
          </SelectTrigger>
          <SelectContent>
            {options.map((option) => (
              <SelectItem key={option.value} value={option.value}>
                {option.label}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  )
}
