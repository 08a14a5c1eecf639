import { RadioGroup as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

import { cn } from '@/lib/cn'

interface RadioCardsProps<Value extends string> extends Omit<
  ComponentProps<typeof Primitive.Root>,
  'value' | 'onValueChange' | 'onChange'
> {
  value: Value
  onValueChange: (value: Value) => void
  options: { value: Value; label: ReactNode; hint?: ReactNode; disabled?: boolean }[]
}

/** One of a few, each with what it means. It needs a name: `aria-label`, or a `Field` around it. */
export function RadioCards<Value extends string>({
  value,
  onValueChange,
  options,
  className,
  ...props
}: RadioCardsProps<Value>) {
  return (
    <Primitive.Root
      value={value}
      onValueChange={(next) => {
        onValueChange(next as Value)
      }}
      className={cn('grid gap-2', className)}
      {...props}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            'flex cursor-pointer items-start gap-2.5 rounded-md border border-line-strong px-3 py-2 transition-colors hover:bg-hover',
            'has-data-[state=checked]:border-accent has-data-[state=checked]:bg-selected',
            'has-disabled:pointer-events-none has-disabled:opacity-50',
          )}
        >
          <Primitive.Item
            value={option.value}
            disabled={option.disabled}
            className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge bg-surface data-[state=checked]:border-accent"
          >
            <Primitive.Indicator className="size-2 rounded-full bg-accent" />
          </Primitive.Item>
          <span className="grid min-w-0 gap-0.5">
            <span className="text-sm font-medium">{option.label}</span>
            {option.hint && <span className="text-xs text-pretty text-muted">{option.hint}</span>}
          </span>
        </label>
      ))}
    </Primitive.Root>
  )
}
