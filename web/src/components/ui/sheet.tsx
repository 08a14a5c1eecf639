import { cva, type VariantProps } from 'class-variance-authority'
import { Dialog as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

import { overlayStyle } from './dialog'
import { useReturnFocus } from './return-focus'

export const Sheet = Primitive.Root
export const SheetTrigger = Primitive.Trigger
export const SheetClose = Primitive.Close
export const SheetTitle = Primitive.Title
export const SheetDescription = Primitive.Description

const sheetStyle = cva(
  'fixed inset-y-0 z-50 flex flex-col border-line bg-surface shadow-3 outline-none',
  {
    variants: {
      side: {
        left: 'left-0 w-72 max-w-[85vw] border-r data-[state=closed]:animate-slide-out-left data-[state=open]:animate-slide-in-left',
        right:
          'right-0 w-full border-l data-[state=closed]:animate-slide-out-right data-[state=open]:animate-slide-in-right sm:max-w-2xl',
      },
    },
    defaultVariants: { side: 'right' },
  },
)

/** A panel from the side. It needs a `SheetTitle`, which may be `sr-only`. */
export function SheetContent({
  side,
  className,
  ...props
}: ComponentProps<typeof Primitive.Content> & VariantProps<typeof sheetStyle>) {
  const returnFocus = useReturnFocus()
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyle} />
      <Primitive.Content
        className={cn(sheetStyle({ side }), className)}
        aria-describedby={undefined}
        {...returnFocus}
        {...props}
      />
    </Primitive.Portal>
  )
}
