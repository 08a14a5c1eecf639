import { useQuery } from '@tanstack/react-query'

import { useMe } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import { usePeople } from './people'
import { SHOWN, type Shown } from './states'

export interface HistorySearch {
  show?: Shown | undefined
  project?: string | undefined
  by?: string | undefined
}

interface HistoryFiltersProps {
  search: HistorySearch
  onChange: (search: HistorySearch) => void
}

export function HistoryFilters({ search, onChange }: HistoryFiltersProps) {
  const me = useMe()
  const { data: projects = [] } = useQuery(projectsQuery)
  const others = usePeople().filter(({ id }) => id !== me.id)
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2 px-4 py-3 sm:px-6">
      <Choice
        label="State"
        all="Every state"
        value={search.show}
        options={Object.entries(SHOWN).map(([value, { label }]) => ({ value, label }))}
        onChange={(show) => {
          onChange({ ...search, show: show as Shown | undefined })
        }}
      />
      <Choice
        label="Project"
        all="All projects"
        value={search.project}
        options={projects.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={(project) => {
          onChange({ ...search, project })
        }}
      />
      <Choice
        label="Who"
        all="Everyone"
        value={search.by}
        options={[
          { value: 'me', label: 'Me' },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(by) => {
          onChange({ ...search, by })
        }}
      />
    </div>
  )
}

interface ChoiceProps {
  label: string
  all: string
  value: string | undefined
  options: { value: string; label: string }[]
  onChange: (value: string | undefined) => void
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  return (
    <Select
      value={value ?? 'all'}
      onValueChange={(chosen) => {
        onChange(chosen === 'all' ? undefined : chosen)
      }}
    >
      <SelectTrigger aria-label={label} className="w-auto max-w-52 min-w-32">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value="all">{all}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
