import { useQuery } from '@tanstack/react-query'
import type { ReactTable } from '@tanstack/react-table'
import { SlidersHorizontal } from 'lucide-react'

import { OptionPicker } from '@/components/option-picker'
import { Button } from '@/components/ui/button'

import { taskCountQuery } from '../lists'
import type { ListParams } from '../search'
import type { ListTask } from '../task'

import type { features } from './columns'
import { ExportMenu } from './export-menu'

interface ListToolsProps {
  table: ReactTable<typeof features, ListTask>
  params: ListParams
  total: number
  hasMore: boolean
}

/** How many there are, which columns are shown, and the way out as a file. */
export function ListTools({ table, params, total, hasMore }: ListToolsProps) {
  // Only a longer list is counted there: a short one is here.
  const counted = useQuery({ ...taskCountQuery(params), enabled: hasMore })
  const count = hasMore ? (counted.data ?? `${total}+`) : String(total)
  const columns = table.getAllLeafColumns().filter((column) => column.getCanHide())
  const shown = columns.filter((column) => column.getIsVisible()).map(({ id }) => id)
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 px-4 max-sm:px-3">
      <span className="mr-auto text-xs text-muted tabular-nums" aria-live="polite">
        {count} {count === '1' ? 'task' : 'tasks'}
      </span>
      <OptionPicker
        label="Columns"
        align="end"
        options={columns.map((column) => ({
          value: column.id,
          label: String(column.columnDef.header),
        }))}
        selected={shown}
        onChange={(next) => {
          table.setColumnVisibility(
            Object.fromEntries(columns.map(({ id }) => [id, next.includes(id)])),
          )
        }}
      >
        <Button variant="ghost" size="sm">
          <SlidersHorizontal aria-hidden />
          Columns
        </Button>
      </OptionPicker>
      <ExportMenu params={params} />
    </div>
  )
}
