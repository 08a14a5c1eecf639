import { Switch as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export function Switch({ className, ...props }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        'relative inline-flex h-5 w-8 shrink-0 items-center rounded-full border border-transparent transition-colors',
        'bg-edge before:absolute before:-inset-1 data-[state=checked]:bg-accent',
        'disabled:cursor-not-allowed disabled:opacity-50',
        className,
      )}
      {...props}
    >
      <Primitive.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-surface shadow-1 transition-transform data-[state=checked]:translate-x-3.5 dark:data-[state=checked]:bg-on-accent" />
    </Primitive.Root>
  )
}
