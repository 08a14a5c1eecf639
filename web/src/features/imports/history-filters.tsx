import { useQuery } from '@tanstack/react-query'

import { useMe } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { SelectFilter } from '@/components/select-filter'

import { usePeople } from './people'
import { SHOWN, SHOWN_KEYS, type Shown } from './states'

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
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2 px-4 py-2.5">
      <SelectFilter
        label="State"
        all="Every state"
        value={search.show}
        options={SHOWN_KEYS.map((value) => ({ value, label: SHOWN[value].label }))}
        onChange={(show) => {
          onChange({ ...search, show })
        }}
      />
      <SelectFilter
        label="Project"
        all="All projects"
        value={search.project}
        options={projects.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={(project) => {
          onChange({ ...search, project })
        }}
      />
      <SelectFilter
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
