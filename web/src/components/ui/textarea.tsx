import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

import { controlStyle } from './input'

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(controlStyle, 'field-sizing-content max-h-96 min-h-20 py-1.5', className)}
      {...props}
    />
  )
}
