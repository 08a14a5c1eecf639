import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type Ref, useEffect, useRef, useState } from 'react'

import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { cn } from '@/lib/cn'

import type { Kind } from '../definition'
import { KINDS } from '../nodes/registry'
import { GROUPS, type Shape } from '../nodes/shape'
import { GROUP_STYLE } from '../shapes/group-style'

interface PaletteProps {
  onAdd: (kind: Kind) => void
  inputRef?: Ref<HTMLInputElement>
  className?: string
}

/** All kinds of steps: searched while typing, added by Enter or a click, or dragged onto the canvas. */
export function Palette({ onAdd, inputRef, className }: PaletteProps) {
  const [text, setText] = useState('')
  return (
    <Command
      label="Find a step to add"
      filter={nearness}
      className={cn(
        // Without the focus no entry is the one that Enter adds.
        '[&_[cmdk-item]:hover]:bg-hover! [&:not(:focus-within)_[cmdk-item]]:bg-transparent',
        className,
      )}
    >
      <CommandInput ref={inputRef} placeholder="Find a step" value={text} onValueChange={setText} />
      <CommandList className="max-h-none flex-1">
        <CommandEmpty>No step is called so.</CommandEmpty>
        {GROUPS.map((group) => (
          <CommandGroup key={group} heading={group}>
            {KINDS.filter(({ shape }) => shape.group === group).map(({ kind, shape }) => (
              <Entry
                key={kind}
                kind={kind}
                shape={shape}
                onAdd={(chosen) => {
                  // The next search begins anew.
                  setText('')
                  onAdd(chosen)
                }}
              />
            ))}
          </CommandGroup>
        ))}
      </CommandList>
    </Command>
  )
}

/** How well a step is meant by a search, from 0 to 1: by its name, or else by another word for it. */
function nearness(title: string, search: string, keywords: string[] = []): number {
  const sought = search.trim().toLowerCase()
  const name = title.toLowerCase()
  if (name.startsWith(sought)) return 1
  if (name.includes(sought)) return 0.8
  return keywords.some((word) => word.startsWith(sought)) ? 0.5 : 0
}

function Entry({
  kind,
  shape: { title, icon: Icon, group, hint, keywords },
  onAdd,
}: {
  kind: Kind
  shape: Shape
  onAdd: (kind: Kind) => void
}) {
  const entry = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = entry.current
    if (!element) return
    return draggable({ element, getInitialData: () => ({ kind }) })
  }, [kind])
  return (
    <CommandItem
      ref={entry}
      value={title}
      keywords={keywords}
      title={hint}
      className="cursor-grab"
      onSelect={() => {
        onAdd(kind)
      }}
    >
      <span
        className={cn(
          'grid size-6 shrink-0 place-items-center rounded-sm [&>svg]:size-3.5 [&>svg]:text-current',
          GROUP_STYLE[group],
        )}
      >
        <Icon aria-hidden />
      </span>
      <span className="truncate">{title}</span>
    </CommandItem>
  )
}
