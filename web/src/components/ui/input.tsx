import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export const controlStyle = cn(
  'w-full min-w-0 rounded-md border border-edge bg-surface px-2.5 text-sm text-text transition-colors',
  'outline-none focus-visible:border-focus focus-visible:outline-2 focus-visible:outline-offset-0',
  'disabled:cursor-not-allowed disabled:bg-hover disabled:text-muted',
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger',
)

export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  return <input type={type} className={cn(controlStyle, 'h-control', className)} {...props} />
}
