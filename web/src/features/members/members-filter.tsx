import { SearchField } from '@/components/search-field'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { inWords } from '@/lib/names'
import { type Role, ROLES } from '@/lib/roles'

import { type Narrowing, STATES } from './people'

interface MembersFilterProps {
  narrowing: Narrowing
  onNarrow: (change: Narrowing) => void
}

export function MembersFilter({ narrowing, onNarrow }: MembersFilterProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5 sm:px-6">
      <SearchField
        label="Search members"
        value={narrowing.q ?? ''}
        onSearch={(q) => {
          onNarrow({ q: q || undefined })
        }}
        className="w-full sm:w-64"
      />
      <Choice
        label="Role"
        every="All roles"
        value={narrowing.role}
        options={ROLES.filter((role) => role !== 'super_admin')}
        onChoose={(role) => {
          onNarrow({ role: role as Role | undefined })
        }}
      />
      <Choice
        label="State"
        every="All states"
        value={narrowing.state}
        options={STATES}
        onChoose={(state) => {
          onNarrow({ state: state as Narrowing['state'] })
        }}
      />
    </div>
  )
}

interface ChoiceProps {
  label: string
  every: string
  value: string | undefined
  options: readonly string[]
  onChoose: (value: string | undefined) => void
}

function Choice({ label, every, value, options, onChoose }: ChoiceProps) {
  return (
    <Select
      value={value ?? 'all'}
      onValueChange={(next) => {
        onChoose(next === 'all' ? undefined : next)
      }}
    >
      <SelectTrigger aria-label={label} className="w-36">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value="all">{every}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option} value={option}>
            {inWords(option)}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
