import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { cn } from '@/lib/cn'

interface PasswordFieldProps<Values extends FieldValues> {
  control: Control<Values>
  name: FieldPath<Values>
  label: string
  hint?: ReactNode
  aside?: ReactNode
  autoComplete: 'current-password' | 'new-password'
  className?: string
}

/** A password that can be looked at while typing. */
export function PasswordField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
  aside,
  autoComplete,
  className,
}: PasswordFieldProps<Values>) {
  const { field, fieldState } = useController({ control, name })
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} aside={aside} error={fieldState.error?.message}>
      {(bound) => (
        <div className="relative">
          <Input
            {...bound}
            {...field}
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            className={cn('pr-10', className)}
          />
          <button
            type="button"
            aria-pressed={shown}
            aria-label="Show password"
            onClick={() => {
              setShown(!shown)
            }}
            className="absolute inset-y-0 right-0 grid w-10 place-items-center rounded-md text-muted hover:text-text"
          >
            {shown ? (
              <EyeOff className="size-4" aria-hidden />
            ) : (
              <Eye className="size-4" aria-hidden />
            )}
          </button>
        </div>
      )}
    </Field>
  )
}
