import type { ReactNode } from 'react'

import { OptionPicker } from '@/components/option-picker'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'

/** A value that opens what changes it. */
const valueStyle = cn(
  '-ml-2 h-auto min-h-control-sm w-[calc(100%+0.5rem)] justify-start px-2 py-0.5 text-left font-normal text-text',
)

type ChoiceProps = Omit<Parameters<typeof OptionPicker>[0], 'children' | 'choice'> & {
  mayChange: boolean
  several?: boolean
  shown: ReactNode
}

/** A value that a list of options changes. */
export function Choice({ mayChange, several = false, shown, ...picker }: ChoiceProps) {
  if (!mayChange) return <span className="min-w-0 py-1">{shown}</span>
  return (
    <OptionPicker {...picker} choice={several ? 'several' : 'one'}>
      <Button variant="ghost" className={valueStyle}>
        <span className="sr-only">{picker.label}:</span>
        <span className="min-w-0 whitespace-normal">{shown}</span>
      </Button>
    </OptionPicker>
  )
}

export function People({
  ids,
  nameOf,
  none,
}: {
  ids: readonly string[]
  nameOf: (id: string) => string
  none: string
}) {
  if (ids.length === 0) return <span className="text-muted">{none}</span>
  return (
    <span className="grid gap-1">
      {ids.map((id) => (
        <span key={id} className="flex min-w-0 items-center gap-1.5">
          <Avatar name={nameOf(id)} size="sm" />
          <span className="truncate">{nameOf(id)}</span>
        </span>
      ))}
    </span>
  )
}

export function TagList({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <span className="text-muted">None</span>
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <span
          key={tag}
          className="max-w-full truncate rounded-full bg-hover px-2 text-xs leading-5"
        >
          {tag}
        </span>
      ))}
    </span>
  )
}
