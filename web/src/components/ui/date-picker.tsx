import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { cn } from '@/lib/cn'
import { addDays, addMonths, type Day, monthGrid, sameMonth, today, writtenDay } from '@/lib/days'

import { Button } from './button'
import { controlStyle } from './input'
import { Popover, PopoverContent, PopoverTrigger } from './popover'

interface DatePickerProps {
  /** `YYYY-MM-DD`, or null for none. */
  value: Day | null
  onChange: (value: Day | null) => void
  /** What the date is: "Due date". */
  label: string
  id?: string
  className?: string
}

/** Picks a day from a calendar, by pointer or with the arrow keys. */
export function DatePicker({ value, onChange, label, id, className }: DatePickerProps) {
  const [open, setOpen] = useState(false)
  const choose = (day: Day | null) => {
    onChange(day)
    setOpen(false)
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        id={id}
        className={cn(
          controlStyle,
          'flex h-control items-center gap-2 text-left',
          !value && 'text-muted',
          className,
        )}
        aria-label={`${label}: ${value ? writtenDay(value) : 'none'}`}
      >
        <CalendarDays className="size-4 text-muted" aria-hidden />
        {value ? writtenDay(value) : 'No date'}
      </PopoverTrigger>
      <PopoverContent className="w-auto" aria-label={label}>
        <Calendar value={value} onChoose={choose} />
        <div className="mt-2 flex justify-between">
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              choose(today())
            }}
          >
            Today
          </Button>
          <Button
            size="sm"
            variant="ghost"
            disabled={!value}
            onClick={() => {
              choose(null)
            }}
          >
            Clear
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  )
}

const STEPS: Record<string, (day: Day) => Day> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
}

/** One month. The day that can be reached with Tab is the one that the arrow keys move. */
export function Calendar({ value, onChoose }: { value: Day | null; onChoose: (day: Day) => void }) {
  const [at, setAt] = useState<Day>(value ?? today())
  const moved = useRef(false)
  const cell = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (moved.current) cell.current?.focus()
  }, [at])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    moved.current = true
    setAt(step(at))
  }
  const turn = (months: number) => {
    moved.current = false
    setAt(addMonths(at, months))
  }
  const { title, weekdays, weeks } = monthGrid(at)
  return (
    <div>
      <div className="mb-2 flex items-center justify-between">
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label="Previous month"
          onClick={() => {
            turn(-1)
          }}
        >
          <ChevronLeft aria-hidden />
        </Button>
        <span className="text-sm font-medium" aria-live="polite">
          {title}
        </span>
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label="Next month"
          onClick={() => {
            turn(1)
          }}
        >
          <ChevronRight aria-hidden />
        </Button>
      </div>
      <table className="border-collapse" aria-label={title}>
        <thead>
          <tr>
            {weekdays.map((day) => (
              <th
                key={day.long}
                scope="col"
                abbr={day.long}
                className="h-6 text-2xs font-medium text-muted"
              >
                {day.short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className="p-0">
                  <button
                    type="button"
                    ref={day === at ? cell : undefined}
                    tabIndex={day === at ? 0 : -1}
                    aria-label={writtenDay(day)}
                    aria-pressed={day === value}
                    aria-current={day === today() ? 'date' : undefined}
                    onKeyDown={onKeyDown}
                    onClick={() => {
                      onChoose(day)
                    }}
                    className={cn(
                      'grid size-8 place-items-center rounded-md text-xs tabular-nums hover:bg-hover',
                      !sameMonth(day, at) && 'text-muted',
                      day === today() && 'font-semibold text-accent-text',
                      day === value && 'bg-accent text-on-accent hover:bg-accent-hover',
                    )}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
