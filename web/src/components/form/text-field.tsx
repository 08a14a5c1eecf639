import type { ComponentProps } from 'react'
import { type FieldValues, useController } from 'react-hook-form'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'

import type { BoundField } from './bound-field'

type TextFieldProps<Values extends FieldValues> = BoundField<Values> &
  Omit<ComponentProps<'input'>, 'name' | 'form'>

export function TextField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
  aside,
  className,
  onChange,
  ...props
}: TextFieldProps<Values>) {
  const { field, fieldState } = useController({ control, name })
  return (
    <Field label={label} hint={hint} aside={aside} error={fieldState.error?.message}>
      {(bound) => (
        <Input
          {...props}
          {...bound}
          {...field}
          className={className}
          onChange={(event) => {
            field.onChange(event)
            onChange?.(event)
          }}
        />
      )}
    </Field>
  )
}

type TextAreaFieldProps<Values extends FieldValues> = BoundField<Values> &
  Omit<ComponentProps<'textarea'>, 'name' | 'form'>

export function TextAreaField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
  aside,
  ...props
}: TextAreaFieldProps<Values>) {
  const { field, fieldState } = useController({ control, name })
  return (
    <Field label={label} hint={hint} aside={aside} error={fieldState.error?.message}>
      {(bound) => <Textarea {...props} {...bound} {...field} />}
    </Field>
  )
}
