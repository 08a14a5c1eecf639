import { Button } from '@/components/ui/button'
import { DatePicker } from '@/components/ui/date-picker'
import { Popover, PopoverClose, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { addDays, today, writtenDay } from '@/lib/days'

import type { Narrow } from './audit-filters'
import { FilterButton } from './picker'
import type { AuditSearch } from './search'

const PRESETS = [
  { label: 'Today', days: 1 },
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 30 days', days: 30 },
  { label: 'Last 90 days', days: 90 },
]

/** From one day to another, both of them in. */
export function TimeFilter({ search, onNarrow }: { search: AuditSearch; onNarrow: Narrow }) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <FilterButton label="Time" picked={inWords(search)} />
      </PopoverTrigger>
      <PopoverContent className="w-64" aria-label="Time">
        <div className="grid grid-cols-2 gap-1.5">
          {PRESETS.map(({ label, days }) => (
            <PopoverClose key={label} asChild>
              <Button
                size="sm"
                onClick={() => {
                  onNarrow({ from: addDays(today(), 1 - days), until: undefined })
                }}
              >
                {label}
              </Button>
            </PopoverClose>
          ))}
        </div>
        <div className="mt-3 grid gap-2">
          <Day
            label="From"
            value={search.from}
            onChange={(from) => {
              onNarrow({ from })
            }}
          />
          <Day
            label="Until"
            value={search.until}
            onChange={(until) => {
              onNarrow({ until })
            }}
          />
        </div>
      </PopoverContent>
    </Popover>
  )
}

interface DayProps {
  label: string
  value: string | undefined
  onChange: (day: string | undefined) => void
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <div className="grid grid-cols-[3rem_1fr] items-center gap-2">
      <span className="text-xs text-muted">{label}</span>
      <DatePicker
        label={label}
        value={value ?? null}
        onChange={(day) => {
          onChange(day ?? undefined)
        }}
      />
    </div>
  )
}

function inWords({ from, until }: AuditSearch): string | undefined {
  const preset = PRESETS.find(({ days }) => from === addDays(today(), 1 - days))
  if (preset && !until) return preset.label
  if (from && until) {
    return from === until ? writtenDay(from) : `${writtenDay(from)} – ${writtenDay(until)}`
  }
  if (from) return `since ${writtenDay(from)}`
  return until && `until ${writtenDay(until)}`
}
