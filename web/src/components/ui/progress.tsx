import { Progress as Primitive } from 'radix-ui'

import { cn } from '@/lib/cn'

interface ProgressProps {
  /** What is progressing, for screen readers. */
  label: string
  /** From 0 to 100; absent while nobody knows. */
  value?: number | undefined
  className?: string
}

export function Progress({ label, value, className }: ProgressProps) {
  const share = value === undefined ? null : Math.min(Math.max(value, 0), 100)
  return (
    <Primitive.Root
      aria-label={label}
      value={share}
      className={cn('h-1.5 w-full overflow-hidden rounded-full bg-pressed', className)}
    >
      <Primitive.Indicator
        className={cn(
          'h-full rounded-full bg-accent transition-[width] duration-300',
          share === null && 'w-1/3 animate-indeterminate',
        )}
        style={share === null ? undefined : { width: `${share}%` }}
      />
    </Primitive.Root>
  )
}
