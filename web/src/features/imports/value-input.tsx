import { Input } from '@/components/ui/input'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import type { Target } from './mapping'
import { usePeople } from './people'

interface ValueInputProps {
  target: Target | undefined
  label: string
  value: string
  /** What the empty choice is called. */
  none: string
  describedBy?: string | undefined
  invalid?: boolean
  className?: string
  onChange: (value: string) => void
}

const NONE = ' none'

const HINTS: Partial<Record<Target['kind'], string>> = {
  date: '2026-03-31',
  number: '12.5',
  url: 'https://…',
  key: 'OPS-42',
}

/** A value of a field: one of its words or people, or text. What it takes is what the mapping reads. */
export function ValueInput({
  target,
  label,
  value,
  none,
  describedBy,
  invalid,
  className,
  onChange,
}: ValueInputProps) {
  const people = usePeople()
  const isPerson = target?.kind === 'people' || target?.kind === 'person'
  const options =
    target?.options ??
    (isPerson && people.length > 0
      ? people.map(({ name, email }) => ({ value: email, label: name }))
      : undefined)
  const aria = {
    'aria-label': label,
    'aria-describedby': describedBy,
    'aria-invalid': invalid ? (true as const) : undefined,
  }
  if (!options) {
    return (
      <Input
        {...aria}
        className={className}
        value={value}
        placeholder={(target && HINTS[target.kind]) ?? none}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
    )
  }
  const known = options.some((option) => option.value === value)
  return (
    <Select
      value={value === '' ? NONE : value}
      onValueChange={(chosen) => {
        onChange(chosen === NONE ? '' : chosen)
      }}
    >
      <SelectTrigger {...aria} className={className}>
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={NONE}>
          <span className="text-muted">{none}</span>
        </SelectItem>
        {!known && value !== '' && <SelectItem value={value}>{value}</SelectItem>}
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
