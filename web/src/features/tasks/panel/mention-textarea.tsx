import { type ComponentProps, useId, useRef, useState } from 'react'

import { Avatar } from '@/components/ui/avatar'
import { Textarea } from '@/components/ui/textarea'
import { cn } from '@/lib/cn'

import { canWork, usePeople } from '../people'

import { type Mentioned, mentionAt } from './mentions'

type MentionTextareaProps = Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> & {
  value: string
  onChange: (text: string) => void
  onMention: (person: Mentioned) => void
  /** mod+enter */
  onSend: () => void
}

const SHOWN = 6

/** A text in which `@` offers people. */
export function MentionTextarea({
  value,
  onChange,
  onMention,
  onSend,
  ...props
}: MentionTextareaProps) {
  const { list } = usePeople()
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [begun, setBegun] = useState<string>()
  const [at, setAt] = useState(0)
  const offered =
    begun === undefined
      ? []
      : list
          .filter(canWork)
          .filter(({ name }) => name.toLowerCase().includes(begun.toLowerCase()))
          .slice(0, SHOWN)
  const look = () => {
    const caret = field.current?.selectionStart ?? 0
    setBegun(mentionAt(field.current?.value ?? '', caret))
    setAt(0)
  }
  const choose = (person: Mentioned) => {
    const caret = field.current?.selectionStart ?? value.length
    const start = caret - (begun?.length ?? 0) - 1
    const written = `@${person.name} `
    onMention(person)
    onChange(value.slice(0, start) + written + value.slice(caret))
    setBegun(undefined)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(start + written.length, start + written.length)
    })
  }
  const isOpen = offered.length > 0
  return (
    <div className="relative">
      <Textarea
        {...props}
        ref={field}
        value={value}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? id : undefined}
        aria-activedescendant={isOpen ? `${id}-${at}` : undefined}
        onChange={(event) => {
          onChange(event.target.value)
          look()
        }}
        onBlur={() => {
          setBegun(undefined)
        }}
        onKeyDown={(event) => {
          const chosen = offered[at]
          if (chosen && (event.key === 'Enter' || event.key === 'Tab')) {
            event.preventDefault()
            choose(chosen)
          } else if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault()
            const step = event.key === 'ArrowDown' ? 1 : -1
            setAt((at + step + offered.length) % offered.length)
          } else if (isOpen && event.key === 'Escape') {
            event.stopPropagation()
            event.preventDefault()
            setBegun(undefined)
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            onSend()
          }
        }}
      />
      {isOpen && (
        <div
          id={id}
          role="listbox"
          aria-label="People"
          className="absolute top-full left-0 z-10 mt-1 w-64 rounded-lg border border-line bg-raised p-1 shadow-3"
        >
          {offered.map((person, index) => (
            // The field keeps the focus and names the option that is chosen.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={cn(
                'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm',
                index === at && 'bg-hover',
              )}
              onMouseDown={(event) => {
                event.preventDefault()
              }}
              onClick={() => {
                choose(person)
              }}
            >
              <Avatar name={person.name} size="sm" />
              <span className="truncate">{person.name}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
