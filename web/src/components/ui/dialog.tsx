import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

import { cn } from '@/lib/cn'

import { Button } from './button'
import { useReturnFocus } from './return-focus'

export const Dialog = Primitive.Root
export const DialogTrigger = Primitive.Trigger
export const DialogClose = Primitive.Close

export const overlayStyle =
  'bg-overlay data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in fixed inset-0 z-50'

interface DialogContentProps extends ComponentProps<typeof Primitive.Content> {
  heading: ReactNode
  /** What the dialog is for, in a sentence under its heading. */
  lead?: ReactNode
  /** Without a way to close it, for what cannot be passed by. */
  closable?: boolean
}

export function DialogContent({
  heading,
  lead,
  closable = true,
  className,
  children,
  ...props
}: DialogContentProps) {
  const returnFocus = useReturnFocus()
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyle} />
      <div className="pointer-events-none fixed inset-0 z-50 grid items-end justify-items-center overflow-y-auto sm:items-start sm:p-6 sm:pt-[12vh]">
        <Primitive.Content
          className={cn(
            'pointer-events-auto relative w-full max-w-md rounded-t-xl border border-line bg-raised p-5 shadow-3 outline-none sm:rounded-xl',
            'data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in',
            'max-h-[92dvh] overflow-y-auto sm:max-h-none',
            className,
          )}
          {...(lead ? {} : { 'aria-describedby': undefined })}
          {...returnFocus}
          {...props}
        >
          <div className="mb-4 grid gap-1 pr-8">
            <Primitive.Title className="text-lg font-semibold">{heading}</Primitive.Title>
            {lead && (
              <Primitive.Description className="text-sm text-pretty text-muted">
                {lead}
              </Primitive.Description>
            )}
          </div>
          {children}
          {closable && (
            <Primitive.Close asChild>
              <Button variant="ghost" size="icon" className="absolute top-3.5 right-3.5">
                <X aria-hidden />
                <span className="sr-only">Close</span>
              </Button>
            </Primitive.Close>
          )}
        </Primitive.Content>
      </div>
    </Primitive.Portal>
  )
}

/** The buttons at a dialog's foot, the main one last. */
export function DialogFooter({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('mt-6 flex flex-wrap justify-end gap-2', className)} {...props} />
}
