import { createContext, type ReactNode, use } from 'react'
import { createPortal } from 'react-dom'

import { cn } from '@/lib/cn'

/** The places in the shell's top bar that a page fills. */
export const PageSlots = createContext<{ title: HTMLElement | null; actions: HTMLElement | null }>({
  title: null,
  actions: null,
})

interface PageProps {
  /** The page's heading, in the top bar. */
  title: ReactNode
  /** A link to the page that this one is a part of, before the heading. */
  parent?: ReactNode
  /** What can be done on this page, in the top bar. */
  actions?: ReactNode
  /** `reading`: a centred column for forms and texts; `wide`: the whole room, for lists and boards. */
  layout?: 'reading' | 'wide'
  className?: string
  children: ReactNode
}

/** A page inside the shell. */
export function Page({ title, parent, actions, layout = 'wide', className, children }: PageProps) {
  const slots = use(PageSlots)
  return (
    <>
      {slots.title &&
        createPortal(
          <>
            {parent && (
              <span className="hidden max-w-[60%] min-w-0 shrink-0 items-center text-base text-muted @min-[10rem]:flex [&>a]:truncate [&>a]:hover:text-text">
                {parent}
                <span aria-hidden className="mx-1.5">
                  /
                </span>
              </span>
            )}
            <h1 className="flex min-w-0 items-center gap-2 truncate text-base">{title}</h1>
          </>,
          slots.title,
        )}
      {slots.actions && actions && createPortal(actions, slots.actions)}
      <div
        className={cn(
          layout === 'reading' && 'mx-auto w-full max-w-3xl px-4 py-6 sm:px-6 sm:py-8',
          layout === 'wide' && 'flex min-h-full flex-col',
          className,
        )}
      >
        {children}
      </div>
    </>
  )
}

/** A part of a settings page: what it is on the left or above, its controls in a card. */
export function Section({
  heading,
  lead,
  children,
}: {
  heading: string
  lead?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="mb-10">
      <h2 className="text-base">{heading}</h2>
      {lead && <p className="mt-0.5 text-sm text-pretty text-muted">{lead}</p>}
      <div className="mt-3 rounded-lg border border-line bg-surface p-4 sm:p-5">{children}</div>
    </section>
  )
}
