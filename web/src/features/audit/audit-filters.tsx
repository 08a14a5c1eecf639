import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'

import { peopleQuery } from '@/api/people'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'

import { AboutFilter } from './about-filter'
import { type Kind, KINDS, kindTitle } from './kinds'
import { Picker } from './picker'
import { type AuditSearch, isNarrowed, VIAS } from './search'
import { TimeFilter } from './time-filter'

export type Narrow = (change: Partial<AuditSearch>) => void

interface AuditFiltersProps {
  search: AuditSearch
  onNarrow: Narrow
  onClear: () => void
  /** What the thing that it is narrowed to is called, if an entry tells. */
  subjectName: string | undefined
}

export const VIA_TITLES = {
  user: 'A person',
  token: 'An API token',
  import: 'An import',
  run: 'A workflow or rule',
  system: 'Katalusis itself',
  anonymous: 'Someone not signed in',
} satisfies Record<(typeof VIAS)[number], string>

/** What the log is narrowed to; all of it is in the address. */
export function AuditFilters({ search, onNarrow, onClear, subjectName }: AuditFiltersProps) {
  return (
    <div
      role="search"
      aria-label="Audit log"
      className="sticky top-0 z-10 flex flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2.5"
    >
      <TimeFilter search={search} onNarrow={onNarrow} />
      <KindFilter search={search} onNarrow={onNarrow} />
      <ActorFilter search={search} onNarrow={onNarrow} />
      <AboutFilter search={search} onNarrow={onNarrow} subjectName={subjectName} />
      {search.request && (
        <Button
          className="border-accent bg-selected"
          aria-label="Every request, not one"
          onClick={() => {
            onNarrow({ request: undefined })
          }}
        >
          <span className="font-normal text-muted">Request:</span>
          <span className="font-mono text-xs">…{search.request.slice(-8)}</span>
          <X aria-hidden />
        </Button>
      )}
      {isNarrowed(search) && (
        <Button variant="ghost" onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  )
}

function KindFilter({ search, onNarrow }: { search: AuditSearch; onNarrow: Narrow }) {
  const chosen = search.kind ?? []
  const [first] = chosen
  return (
    <Picker<Kind>
      label="Kind"
      picked={
        first && (chosen.length === 1 ? kindTitle(first) : `${chosen.length.toString()} kinds`)
      }
      groups={KINDS.map(({ group, kinds }) => ({
        group,
        choices: Object.entries(kinds).map(([value, label]) => ({ value: value as Kind, label })),
      }))}
      chosen={chosen as Kind[]}
      onChoose={(kind) => {
        onNarrow({ kind: toggled(chosen, kind) })
      }}
    />
  )
}

function ActorFilter({ search, onNarrow }: { search: AuditSearch; onNarrow: Narrow }) {
  const people = useQuery(peopleQuery).data ?? []
  const actors = search.actor ?? []
  const vias = search.via ?? []
  const names = [
    ...actors.map((id) => people.find((person) => person.id === id)?.name ?? 'Someone'),
    ...vias.map((via) => VIA_TITLES[via]),
  ]
  return (
    <Picker
      label="Who"
      picked={names.length > 1 ? `${names[0] ?? ''} and ${names.length - 1} more` : names[0]}
      groups={[
        {
          group: 'People, and what acts for them',
          choices: people.map(({ id, name }) => ({
            value: id,
            label: name,
            mark: <Avatar name={name} size="sm" />,
          })),
        },
        {
          group: 'Done by',
          choices: VIAS.map((via) => ({ value: via, label: VIA_TITLES[via] })),
        },
      ]}
      chosen={[...actors, ...vias]}
      onChoose={(value) => {
        const via = VIAS.find((one) => one === value)
        if (via) onNarrow({ via: toggled(vias, via) })
        else onNarrow({ actor: toggled(actors, value) })
      }}
    />
  )
}

/** The list with it, or without it if it was in; none at all instead of an empty one. */
function toggled<Value>(values: Value[], value: Value): Value[] | undefined {
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  return next.length > 0 ? next : undefined
}
