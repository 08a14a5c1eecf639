import { type ReactNode, useId } from 'react'

import { cn } from '@/lib/cn'

import { Label } from './label'

/** What a control has to carry so that its label, hint and error belong to it. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  /** Stands at the label's other end: a link, a counter. */
  aside?: ReactNode
  className?: string
  children: (control: ControlProps) => ReactNode
}

/** A control with its label and hint, or the error that takes the hint's place. In a form, use the fields of `components/form.tsx`. */
export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = error ? errorId : hint ? hintId : undefined
  return (
    <div className={cn('grid grid-cols-1 gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-4">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
      {hint && !error && (
        <p id={hintId} className="text-xs text-pretty text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={errorId} role="alert" className="text-xs text-pretty text-danger-text">
          {error}
        </p>
      )}
    </div>
  )
}
