import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

export interface Option {
  value: string
  label: string
  mark?: ReactNode
  /** Stands at the end: a count, an address. */
  aside?: ReactNode
  disabled?: boolean
}

/** As many are seen at once; looking through more is easier by typing. */
const FEW = 9

interface OptionPickerProps {
  /** What is chosen: "Assignees". */
  label: string
  options: Option[]
  selected: readonly string[]
  onChange: (selected: string[]) => void
  /** One can be chosen, which closes the list; or any number. */
  choice?: 'one' | 'several'
  /** Takes what was typed and is not among the options, as it will be stored. */
  onCreate?: (text: string) => string | undefined
  /** The button that opens it. */
  children: ReactNode
  empty?: string
  align?: 'start' | 'end'
}

/** A searchable list of options behind a button. */
export function OptionPicker({ children, align = 'start', ...list }: OptionPickerProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent
        className="w-64 p-0"
        align={align}
        aria-label={list.label}
        onKeyDown={(event) => {
          event.stopPropagation()
        }}
      >
        <OptionList
          {...list}
          onDone={() => {
            setOpen(false)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}

export function OptionList({
  label,
  options,
  selected,
  onChange,
  choice = 'several',
  onCreate,
  empty = 'Nothing found.',
  onDone,
}: Omit<OptionPickerProps, 'children' | 'align'> & { onDone: () => void }) {
  const [text, setText] = useState('')
  const choose = (value: string) => {
    if (choice === 'one') {
      onChange([value])
      onDone()
      return
    }
    onChange(
      selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value],
    )
  }
  const created = onCreate?.(text)
  const isNew = created !== undefined && !options.some(({ value }) => value === created)
  return (
    <Command label={label}>
      <CommandInput
        // It takes the keys in any case; there is nothing to search in a list that is seen whole.
        hidden={!onCreate && options.length <= FEW}
        placeholder={
          onCreate ? `Find or add: ${label.toLowerCase()}` : `Find: ${label.toLowerCase()}`
        }
        value={text}
        onValueChange={setText}
        aria-label={`Search ${label.toLowerCase()}`}
      />
      <CommandList>
        {!isNew && <CommandEmpty>{empty}</CommandEmpty>}
        <CommandGroup>
          {options.map((option) => {
            const isSelected = selected.includes(option.value)
            return (
              <CommandItem
                key={option.value}
                value={`${option.label} ${option.value}`}
                disabled={option.disabled ?? false}
                onSelect={() => {
                  choose(option.value)
                }}
              >
                {option.mark}
                <span className="min-w-0 flex-1 truncate">{option.label}</span>
                {option.aside && <span className="text-xs text-muted">{option.aside}</span>}
                {isSelected && (
                  <>
                    <Check aria-hidden />
                    <span className="sr-only">chosen</span>
                  </>
                )}
              </CommandItem>
            )
          })}
          {isNew && (
            <CommandItem
              value={`create ${text}`}
              onSelect={() => {
                choose(created)
                setText('')
              }}
            >
              <span>
                Add “<b className="font-medium">{created}</b>”
              </span>
            </CommandItem>
          )}
        </CommandGroup>
      </CommandList>
    </Command>
  )
}
