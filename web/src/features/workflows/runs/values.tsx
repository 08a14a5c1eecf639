import { usePeopleById } from '@/api/people'
import { writtenMoment } from '@/lib/days'
import { inWords } from '@/lib/names'

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** What a step gave, or a run was begun with: names and values, and what lies deeper as JSON. */
export function Values({ values, empty }: { values: unknown; empty: string }) {
  const entries: (readonly [string, unknown])[] =
    typeof values === 'object' && values !== null && !Array.isArray(values)
      ? Object.entries(values as Record<string, unknown>)
      : values === undefined || values === null
        ? []
        : [['value', values] as const]
  if (entries.length === 0) return <p className="text-sm text-muted">{empty}</p>
  return (
    <dl className="grid grid-cols-1 gap-2 text-sm">
      {entries.map(([name, value]) => (
        <div key={name} className="grid grid-cols-1 gap-0.5">
          <dt className="text-xs text-muted">{inWords(name)}</dt>
          <dd className="min-w-0 break-words">
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ value }: { value: unknown }) {
  const people = usePeopleById()
  if (value === null || value === undefined || value === '') {
    return <span className="text-muted">Nothing</span>
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return value.toLocaleString()
  if (typeof value === 'string') {
    const person = people.get(value)
    if (person) return person.name
    return MOMENT.test(value) ? writtenMoment(value) : value
  }
  if (Array.isArray(value) && value.length === 0) return <span className="text-muted">None</span>
  return (
    <details>
      <summary className="cursor-pointer rounded-xs text-sm text-muted hover:text-text">
        {outline(value)}
      </summary>
      <pre className="scroll-quiet mt-1 max-h-72 overflow-auto rounded-md bg-hover p-2 font-mono text-2xs break-all whitespace-pre-wrap">
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  )
}

/** What lies in it, in a line: a title or key if it has one. */
function outline(value: object): string {
  if (Array.isArray(value)) return value.length === 1 ? '1 entry' : `${value.length} entries`
  const { key, title, name } = value as Partial<Record<string, unknown>>
  const known = [key, title ?? name].filter((word) => typeof word === 'string')
  return known.length > 0 ? known.join(' · ') : Object.keys(value).map(inWords).join(', ')
}
