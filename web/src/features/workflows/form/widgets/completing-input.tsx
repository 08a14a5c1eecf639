import { useId, useLayoutEffect, useRef, useState } from 'react'

import { controlStyle } from '@/components/ui/input'
import { floatingStyle } from '@/components/ui/menu-style'
import { cn } from '@/lib/cn'

import { type Completion, completion, type KnownName } from '../../graph/known-names'

interface CompletingInputProps {
  language: 'expression' | 'template'
  names: KnownName[]
  value: string
  onChange: (text: string) => void
  /** One line: Enter begins no other. */
  singleLine: boolean
  placeholder?: string | undefined
  disabled: boolean
  id?: string
  'aria-label'?: string | undefined
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
  'data-pointer'?: string
}

/** A text in which names are completed while they are written. */
export function CompletingInput({
  language,
  names,
  value,
  onChange,
  singleLine,
  ...control
}: CompletingInputProps) {
  const list = useId()
  const input = useRef<HTMLTextAreaElement>(null)
  const [offer, setOffer] = useState<Completion>()
  const [active, setActive] = useState(0)
  // Where the caret belongs once the completed text is there.
  const caret = useRef<number>(undefined)
  useLayoutEffect(() => {
    if (caret.current === undefined) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = undefined
  }, [value])

  const look = (text: string, at: number) => {
    setOffer(completion(text, at, language, names))
    setActive(0)
  }
  const take = ({ path }: KnownName) => {
    const at = input.current?.selectionStart ?? value.length
    const from = offer?.from ?? at
    onChange(value.slice(0, from) + path + value.slice(at))
    caret.current = from + path.length
    setOffer(undefined)
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (offer) {
      const chosen = offer.names[active]
      const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (turn !== undefined) {
        event.preventDefault()
        setActive((active + turn + offer.names.length) % offer.names.length)
      } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
        event.preventDefault()
        take(chosen)
      } else if (event.key === 'Escape') {
        event.preventDefault()
        event.stopPropagation()
        setOffer(undefined)
      }
      return
    }
    if (singleLine && event.key === 'Enter') event.preventDefault()
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault()
      look(value, event.currentTarget.selectionStart)
    }
  }
  return (
    <div className="relative">
      <textarea
        {...control}
        ref={input}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={list}
        aria-activedescendant={offer && `${list}-${active}`}
        rows={1}
        spellCheck={language === 'template'}
        autoComplete="off"
        value={value}
        className={cn(
          controlStyle,
          'block field-sizing-content max-h-64 resize-none py-1.5 break-words',
          singleLine ? 'min-h-control' : 'min-h-14',
          language === 'expression' && 'font-mono text-xs leading-5',
        )}
        onChange={({ target }) => {
          const text = singleLine ? target.value.replaceAll('\n', ' ') : target.value
          onChange(text)
          look(text, target.selectionStart)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setOffer(undefined)
        }}
      />
      <div
        id={list}
        role="listbox"
        aria-label="Names"
        hidden={!offer}
        className={cn(floatingStyle, 'absolute inset-x-0 top-full mt-1 p-1')}
      >
        {offer?.names.map((name, index) => (
          // The keyboard moves in the text; a pointer takes what it presses.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={name.path}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={cn('rounded-sm px-2 py-1', index === active && 'bg-hover')}
            onMouseDown={(event) => {
              event.preventDefault()
            }}
            onClick={() => {
              take(name)
            }}
          >
            <code className="block truncate font-mono text-xs">{name.path}</code>
            <span className="block truncate text-2xs text-muted">{name.about}</span>
          </div>
        ))}
      </div>
    </div>
  )
}
