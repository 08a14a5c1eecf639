import { cn } from '@/lib/cn'

/** What floats above the page: menus, popovers, tooltips. */
export const floatingStyle = cn(
  'z-50 rounded-lg border border-line bg-raised text-text shadow-3 outline-none',
  'data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in',
)

export const menuStyle = cn(
  floatingStyle,
  'scroll-quiet max-h-(--available-height) min-w-44 overflow-y-auto p-1',
)

export const menuItemStyle = cn(
  'relative flex min-h-7 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none select-none',
  'focus:bg-hover data-[highlighted]:bg-hover data-[state=open]:bg-hover',
  'data-[disabled]:pointer-events-none data-[disabled]:opacity-50',
  '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted',
  'data-[variant=danger]:text-danger-text data-[variant=danger]:[&_svg]:text-danger-text',
)

export const menuLabelStyle = 'text-muted px-2 pt-1.5 pb-1 text-xs font-medium'
export const menuSeparatorStyle = 'bg-line -mx-1 my-1 h-px'
