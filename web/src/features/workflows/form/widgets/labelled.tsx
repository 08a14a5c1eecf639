import type { ReactNode } from 'react'

import { type ControlProps, Field } from '@/components/ui/field'

import { useForm, type WidgetProps } from '../form-context'

type LabelledProps = Pick<WidgetProps, 'field' | 'label' | 'hint' | 'pointer'> & {
  aside?: ReactNode
  children: (control: ControlProps & { 'data-pointer': string }) => ReactNode
}

/** A control with its label, its hint, and what is wrong with it. */
export function Labelled({ field, label, hint, pointer, aside, children }: LabelledProps) {
  const { errors } = useForm()
  return (
    <Field
      label={label}
      hint={hint ?? field.hint}
      error={errors.get(pointer)}
      aside={aside ?? (field.optional && <span className="text-2xs text-muted">Optional</span>)}
    >
      {(control) => children({ ...control, 'data-pointer': pointer })}
    </Field>
  )
}

/** Several controls under one label. */
export function Group({
  label,
  hint,
  pointer,
  children,
}: Pick<WidgetProps, 'label' | 'hint' | 'pointer'> & { children: ReactNode }) {
  const { errors } = useForm()
  const error = errors.get(pointer)
  return (
    <fieldset data-pointer={pointer} tabIndex={-1} className="grid min-w-0 grid-cols-1 gap-2">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {hint && !error && <p className="-mt-1.5 text-xs text-pretty text-muted">{hint}</p>}
      {children}
      {error && (
        <p role="alert" className="text-xs text-pretty text-danger-text">
          {error}
        </p>
      )}
    </fieldset>
  )
}
