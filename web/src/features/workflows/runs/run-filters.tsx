import { useQuery } from '@tanstack/react-query'

import { RUN_STATES } from '@/components/runs/run-state'
import { SelectFilter } from '@/components/select-filter'

import { workflowsQuery } from '../requests'

import { RUN_STATE_KEYS, type RunsSearch } from './search'

interface RunFiltersProps {
  search: RunsSearch
  onChange: (search: RunsSearch) => void
}

export function RunFilters({ search, onChange }: RunFiltersProps) {
  const { data: workflows = [] } = useQuery(workflowsQuery)
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2 px-4 py-2.5">
      <SelectFilter
        label="Workflow"
        all="All workflows and rules"
        value={search.of}
        options={workflows.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(of) => {
          onChange({ ...search, of })
        }}
      />
      <SelectFilter
        label="State"
        all="Every state"
        value={search.state}
        options={RUN_STATE_KEYS.map((value) => ({ value, label: RUN_STATES[value].label }))}
        onChange={(state) => {
          onChange({ ...search, state })
        }}
      />
    </div>
  )
}
