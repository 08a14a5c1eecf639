import { Command as Primitive } from 'cmdk'
import { Search } from 'lucide-react'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

/** A list that is searched while typing: the palette, and pickers inside a popover. */
export function Command({ className, ...props }: ComponentProps<typeof Primitive>) {
  return <Primitive className={cn('flex min-h-0 flex-col', className)} {...props} />
}

type CommandInputProps = ComponentProps<typeof Primitive.Input> & {
  /** Out of sight, for a list of few; the keyboard is still its. */
  hidden?: boolean
}

export function CommandInput({ className, hidden = false, ...props }: CommandInputProps) {
  return (
    <div className={cn('flex items-center gap-2 border-b border-line px-3', hidden && 'sr-only')}>
      <Search className="size-4 shrink-0 text-muted" aria-hidden />
      <Primitive.Input
        className={cn('h-10 w-full bg-transparent text-sm outline-none', className)}
        {...props}
      />
    </div>
  )
}

export function CommandList({ className, ...props }: ComponentProps<typeof Primitive.List>) {
  return (
    <Primitive.List
      className={cn('scroll-quiet max-h-72 overflow-y-auto p-1', className)}
      {...props}
    />
  )
}

export function CommandEmpty(props: ComponentProps<typeof Primitive.Empty>) {
  return <Primitive.Empty className="px-3 py-8 text-center text-sm text-muted" {...props} />
}

export function CommandGroup({ className, ...props }: ComponentProps<typeof Primitive.Group>) {
  return (
    <Primitive.Group
      className={cn(
        '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted',
        className,
      )}
      {...props}
    />
  )
}

export function CommandItem({ className, ...props }: ComponentProps<typeof Primitive.Item>) {
  return (
    <Primitive.Item
      className={cn(
        'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none select-none',
        'data-[disabled=true]:pointer-events-none data-[disabled=true]:opacity-50 data-[selected=true]:bg-hover',
        '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted',
        className,
      )}
      {...props}
    />
  )
}
