import type { Person } from '@/api/people'
import { writtenMoment } from '@/lib/days'
import { inWords } from '@/lib/names'

const WORDS = new Set(['status', 'priority', 'role', 'state'])
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

interface ValueProps {
  field: string
  value: unknown
  people: ReadonlyMap<string, Person>
}

/** The old or new value of a field, as people read it. */
export function Value({ field, value, people }: ValueProps) {
  const text = written(field, value, people)
  if (text === '') return <span className="text-muted italic">empty</span>
  return <span className="break-words whitespace-pre-wrap">{text}</span>
}

function written(field: string, value: unknown, people: ValueProps['people']): string {
  if (value === null || value === undefined) return ''
  if (field === 'disabled') return value === true ? 'Disabled' : 'Active'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return value.toLocaleString()
  if (Array.isArray(value)) {
    return value.map((one) => written(field, one, people)).join(', ')
  }
  if (typeof value === 'string') {
    if (WORDS.has(field) || field === 'muted') return inWords(value)
    if (MOMENT.test(value)) return writtenMoment(value)
    return people.get(value)?.name ?? value
  }
  return JSON.stringify(value, undefined, 2)
}
