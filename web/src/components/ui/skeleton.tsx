import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

/** Where something will stand, in its size. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      aria-hidden
      className={cn('h-4 animate-shimmer rounded-sm bg-pressed', className)}
      {...props}
    />
  )
}

/** Says once, for screen readers, that a part of the page is on its way; the skeletons are inside. */
export function Loading({
  what,
  children,
  className,
}: {
  what: string
  children: React.ReactNode
  className?: string
}) {
  return (
    <div role="status" className={className}>
      <span className="sr-only">Loading {what}</span>
      {children}
    </div>
  )
}
