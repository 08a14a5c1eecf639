import { cn } from '@/lib/cn'

/** The mark: one line of work that divides into two. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={cn('size-7', className)} aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g
        className="stroke-on-accent"
        fill="none"
        strokeWidth="2.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M10 7.5v17M10 16h3.5l6-6M13.5 16l6 6" />
      </g>
      <circle cx="21.5" cy="8.5" r="2.6" className="fill-on-accent" />
      <circle cx="21.5" cy="23.5" r="2.6" className="fill-on-accent" />
    </svg>
  )
}

export function Logo({ className }: { className?: string }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-2 text-lg font-semibold tracking-tight',
        className,
      )}
    >
      <LogoMark />
      Katalusis
    </span>
  )
}
