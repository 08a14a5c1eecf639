import { type FieldValues, useController } from 'react-hook-form'

import { Switch } from '@/components/ui/switch'

import type { BoundField } from './bound-field'

/** On or off, with its label beside it. */
export function SwitchField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
}: BoundField<Values>) {
  const {
    field: { ref, value, onChange, onBlur },
  } = useController({ control, name })
  const id = `switch-${name}`
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="grid gap-0.5">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-pretty text-muted">
            {hint}
          </p>
        )}
      </div>
      <Switch
        id={id}
        ref={ref}
        checked={value}
        onCheckedChange={onChange}
        onBlur={onBlur}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
    </div>
  )
}
