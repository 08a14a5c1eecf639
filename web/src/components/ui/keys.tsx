import { cn } from '@/lib/cn'
import { spokenKeys, writtenKeys } from '@/lib/keys'

/** A shortcut as key caps: `mod+k`, `g t`. */
export function Keys({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1', className)}>
      <span className="sr-only">{spokenKeys(keys)}</span>
      {writtenKeys(keys).map((cap, index) => (
        <kbd
          // Two caps may be the same key.
          key={`${cap}-${index}`}
          aria-hidden
          className="inline-grid h-4.5 min-w-4.5 place-items-center rounded-xs border border-line bg-canvas px-1 font-sans text-2xs font-medium text-muted"
        >
          {cap}
        </kbd>
      ))}
    </span>
  )
}
