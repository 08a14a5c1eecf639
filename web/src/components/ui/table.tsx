import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

/** The parts of a plain table. Long lists are virtual: see `@tanstack/react-virtual`. */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return (
    <div
      className="scroll-quiet w-full overflow-x-auto"
      // What scrolls has to be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="group"
      aria-label={props['aria-label']}
    >
      <table className={cn('w-full border-collapse text-sm', className)} {...props} />
    </div>
  )
}

export function TableHead(props: ComponentProps<'thead'>) {
  return <thead {...props} />
}

export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn(
        'h-row border-b border-line transition-colors hover:bg-hover aria-selected:bg-selected',
        className,
      )}
      {...props}
    />
  )
}

export function TableHeader({ className, scope = 'col', ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope={scope}
      className={cn(
        'h-8 px-3 text-left text-xs font-medium whitespace-nowrap text-muted',
        className,
      )}
      {...props}
    />
  )
}

export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return <td className={cn('px-3 py-1.5 align-middle', className)} {...props} />
}
