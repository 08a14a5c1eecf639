import { Check, Minus } from 'lucide-react'
import { Checkbox as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export function Checkbox({ className, ...props }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        'group grid size-4 shrink-0 place-items-center rounded-xs border border-edge bg-surface transition-colors',
        // The target is larger than the box (24 px).
        'relative before:absolute before:-inset-1',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=checked]:text-on-accent',
        'data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent data-[state=indeterminate]:text-on-accent',
        'disabled:cursor-not-allowed disabled:opacity-50',
        className,
      )}
      {...props}
    >
      <Primitive.Indicator>
        <Check className="hidden size-3 stroke-[3] group-data-[state=checked]:block" aria-hidden />
        <Minus
          className="hidden size-3 stroke-[3] group-data-[state=indeterminate]:block"
          aria-hidden
        />
      </Primitive.Indicator>
    </Primitive.Root>
  )
}
