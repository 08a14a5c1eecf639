/** A calendar day, `YYYY-MM-DD`, in no time zone. Computed in UTC, where every day has 24 hours. */
export type Day = string

const DAY_MS = 86_400_000

function toUtc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`)
}

function fromUtc(date: Date): Day {
  return date.toISOString().slice(0, 10)
}

/** The day that it is where the person is. */
export function today(): Day {
  return localDay(new Date())
}

/** The day that a moment falls on where the person is. */
export function localDay(moment: Date | string): Day {
  const date = new Date(moment)
  const pad = (number: number, length = 2) => String(number).padStart(length, '0')
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

export function addDays(day: Day, days: number): Day {
  return fromUtc(new Date(toUtc(day).getTime() + days * DAY_MS))
}

/** The same day of another month, or its last day where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const date = toUtc(day)
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, last))
  return fromUtc(date)
}

export function sameMonth(a: Day, b: Day): boolean {
  return a.slice(0, 7) === b.slice(0, 7)
}

/** "27 Nov 2026", in the order of the person's language. */
export function writtenDay(day: Day): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    toUtc(day),
  )
}

/** "27 Nov 2026, 08:30", where the person is. */
export function writtenMoment(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(moment),
  )
}

/** "08:30", where the person is. */
export function writtenTime(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(new Date(moment))
}

/** "Today", "Yesterday", "Wednesday, 25 November", with the year where it is another one. */
export function namedDay(day: Day, now: Day = today()): string {
  if (day === now) return 'Today'
  if (day === addDays(now, -1)) return 'Yesterday'
  return new Intl.DateTimeFormat(undefined, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(day.slice(0, 4) !== now.slice(0, 4) && { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(toUtc(day))
}

/** The moment at which a day begins where the person is. */
export function startOfDay(day: Day): string {
  return new Date(`${day}T00:00:00`).toISOString()
}

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "3 hours ago", "in 2 days". */
export function ago(moment: string, now: Date = new Date()): string {
  const seconds = (new Date(moment).getTime() - now.getTime()) / 1000
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size)
  if (!step) return 'just now'
  const [unit, size] = step
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(
    Math.trunc(seconds / size),
    unit,
  )
}

/** A month as a calendar shows it: whole weeks, Monday first. */
export function monthGrid(day: Day): {
  title: string
  weekdays: { short: string; long: string }[]
  weeks: Day[][]
} {
  const first = `${day.slice(0, 7)}-01`
  const offset = (toUtc(first).getUTCDay() + 6) % 7
  const start = addDays(first, -offset)
  const weeks = Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => addDays(start, week * 7 + weekday)),
  )
  const name = (style: 'short' | 'long', monday: number) =>
    new Intl.DateTimeFormat(undefined, { weekday: style, timeZone: 'UTC' }).format(
      toUtc(addDays(start, monday)),
    )
  return {
    title: new Intl.DateTimeFormat(undefined, {
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(toUtc(first)),
    weekdays: Array.from({ length: 7 }, (_, index) => ({
      short: name('short', index).slice(0, 2),
      long: name('long', index),
    })),
    weeks,
  }
}
