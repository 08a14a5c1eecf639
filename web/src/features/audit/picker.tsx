import { Check, ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { Button } from '@/components/ui/button'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { cn } from '@/lib/cn'

interface Choice<Value extends string> {
  value: Value
  label: string
  mark?: ReactNode
}

interface PickerProps<Value extends string> {
  /** What is picked: "Kind". */
  label: string
  /** What is picked now, in words; without it nothing is. */
  picked: string | undefined
  groups: { group: string; choices: Choice<Value>[] }[]
  chosen: Value[]
  onChoose: (value: Value) => void
}

/** Several of many, searched while typing. */
export function Picker<Value extends string>({
  label,
  picked,
  groups,
  chosen,
  onChoose,
}: PickerProps<Value>) {
  const [open, setOpen] = useState(false)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterButton label={label} picked={picked} />
      </PopoverTrigger>
      <PopoverContent className="w-72 p-0" aria-label={label}>
        <Command label={label}>
          <CommandInput placeholder={`Search: ${label.toLowerCase()}`} />
          <CommandList>
            <CommandEmpty>Nothing is called so.</CommandEmpty>
            {groups.map(({ group, choices }) => (
              <CommandGroup key={group} heading={group}>
                {choices.map(({ value, label: text, mark }) => (
                  <CommandItem
                    key={value}
                    value={`${text} ${value}`}
                    onSelect={() => {
                      onChoose(value)
                    }}
                  >
                    {mark}
                    <span className="flex-1 truncate">{text}</span>
                    {chosen.includes(value) && (
                      <>
                        <Check aria-hidden />
                        <span className="sr-only">(chosen)</span>
                      </>
                    )}
                  </CommandItem>
                ))}
              </CommandGroup>
            ))}
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  )
}

type FilterButtonProps = React.ComponentProps<typeof Button> & {
  label: string
  picked: string | undefined
}

/** A filter's button: its name, and what it is set to. */
export function FilterButton({ label, picked, className, ...props }: FilterButtonProps) {
  return (
    <Button
      className={cn('max-w-64 font-normal', picked && 'border-accent bg-selected', className)}
      {...props}
    >
      <span className={cn('truncate', picked && 'font-medium')}>
        {picked ? (
          <>
            <span className="font-normal text-muted">{label}: </span>
            {picked}
          </>
        ) : (
          label
        )}
      </span>
      <ChevronDown className="text-muted" aria-hidden />
    </Button>
  )
}
