import { SearchField } from '@/components/search-field'
import { SelectFilter } from '@/components/select-filter'
import { inWords } from '@/lib/names'
import { ROLES } from '@/lib/roles'

import { type Narrowing, STATES } from './people'

const named = <Value extends string>(values: readonly Value[]) =>
  values.map((value) => ({ value, label: inWords(value) }))

const OPTIONS = {
  roles: named(ROLES.filter((role) => role !== 'super_admin')),
  states: named(STATES),
}

interface MembersFilterProps {
  narrowing: Narrowing
  onNarrow: (change: Narrowing) => void
}

export function MembersFilter({ narrowing, onNarrow }: MembersFilterProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
      <SearchField
        label="Search members"
        value={narrowing.q ?? ''}
        onSearch={(q) => {
          onNarrow({ q: q || undefined })
        }}
        className="w-full sm:w-64"
      />
      <SelectFilter
        label="Role"
        all="All roles"
        value={narrowing.role}
        options={OPTIONS.roles}
        onChange={(role) => {
          onNarrow({ role })
        }}
      />
      <SelectFilter
        label="State"
        all="All states"
        value={narrowing.state}
        options={OPTIONS.states}
        onChange={(state) => {
          onNarrow({ state })
        }}
      />
    </div>
  )
}
