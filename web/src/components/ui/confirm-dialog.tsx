import { AlertDialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

import { Button } from './button'
import { overlayStyle } from './dialog'
import { useReturnFocus } from './return-focus'

interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  heading: string
  /** What will happen, and whether it can be undone. */
  children: ReactNode
  /** The verb of what will happen: "Remove 3 people". */
  action: string
  variant?: 'primary' | 'danger'
  pending?: boolean
  onConfirm: () => void
}

/** Asks before something that cannot be undone. What can be undone is done at once, with an undo in the toast. */
export function ConfirmDialog({
  open,
  onOpenChange,
  heading,
  children,
  action,
  variant = 'danger',
  pending = false,
  onConfirm,
}: ConfirmDialogProps) {
  const returnFocus = useReturnFocus()
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyle} />
        <div className="pointer-events-none fixed inset-0 z-50 grid items-end justify-items-center sm:items-start sm:p-6 sm:pt-[18vh]">
          <Primitive.Content
            {...returnFocus}
            className="pointer-events-auto w-full max-w-sm rounded-t-xl border border-line bg-raised p-5 shadow-3 outline-none data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in sm:rounded-xl"
          >
            <Primitive.Title className="text-lg font-semibold">{heading}</Primitive.Title>
            <Primitive.Description asChild>
              <div className="mt-1 text-sm text-pretty text-muted">{children}</div>
            </Primitive.Description>
            <div className="mt-6 flex justify-end gap-2">
              <Primitive.Cancel asChild>
                <Button>Cancel</Button>
              </Primitive.Cancel>
              <Button variant={variant} pending={pending} onClick={onConfirm}>
                {action}
              </Button>
            </div>
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
