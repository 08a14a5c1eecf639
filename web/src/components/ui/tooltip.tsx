import { Tooltip as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

import { Keys } from './keys'
import { floatingStyle } from './menu-style'

export const TooltipProvider = Primitive.Provider

interface TooltipProps {
  /** What the thing does, in a few words. An icon button needs a name of its own besides. */
  label: ReactNode
  /** Its shortcut, as `useShortcut` takes it. */
  keys?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactNode
}

export function Tooltip({ label, keys, side = 'top', children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger
        asChild
        // Who works with a pointer is not told again when a dialog gives the focus back.
        onFocus={(event) => {
          if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
        }}
      >
        {children}
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            floatingStyle,
            'flex animate-fade-in items-center gap-2 rounded-md px-2 py-1 text-xs',
          )}
        >
          {label}
          {keys && <Keys keys={keys} />}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
