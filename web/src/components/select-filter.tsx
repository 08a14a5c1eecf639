import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { cn } from '@/lib/cn'

/** What the choice that narrows nothing is called inside; no option has this value. */
const ALL = 'all'

interface SelectFilterProps<Value extends string> {
  /** What is narrowed: "Role". */
  label: string
  /** What stands there while nothing is narrowed: "All roles". */
  all: string
  value: Value | undefined
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value | undefined) => void
  className?: string
}

/** Narrows a list to one of a few, or to none of them. */
export function SelectFilter<Value extends string>({
  label,
  all,
  value,
  options,
  onChange,
  className,
}: SelectFilterProps<Value>) {
  return (
    <Select
      value={value ?? ALL}
      onValueChange={(chosen) => {
        onChange(options.find((option) => option.value === chosen)?.value)
      }}
    >
      <SelectTrigger
        aria-label={label}
        className={cn(
          'w-auto max-w-52 min-w-32',
          value !== undefined && 'border-accent bg-selected font-medium',
          className,
        )}
      >
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={ALL}>{all}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
