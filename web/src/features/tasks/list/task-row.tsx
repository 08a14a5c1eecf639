import type { Row as TableRow } from '@tanstack/react-table'
import { FlexRender } from '@tanstack/react-table'
import { memo, useRef } from 'react'

import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/lib/cn'

import type { ListTask } from '../task'

import type { features } from './columns'
import { ActiveRow } from './row-context'

interface TaskRowProps {
  row: TableRow<typeof features, ListTask>
  template: string
  isSelected: boolean
  isActive: boolean
  mayRename: boolean
  /** The line's id; a task can stand in several lines. Both are the same functions always. */
  line: string
  onToggle: (line: string, shift: boolean) => void
  onRename: (task: string) => void
}

/** A task in the list. */
export const TaskRow = memo(
  function TaskRow({
    row,
    template,
    isSelected,
    isActive,
    mayRename,
    line,
    onToggle,
    onRename,
  }: TaskRowProps) {
    const shift = useRef(false)
    return (
      <ActiveRow value={isActive}>
        <div
          className={cn(
            'group/row relative grid h-full items-center border-b border-line hover:bg-hover',
            isSelected && 'bg-selected hover:bg-selected',
          )}
          style={{ gridTemplateColumns: template }}
          role="presentation"
          onDoubleClick={() => {
            if (mayRename) onRename(row.original.id)
          }}
        >
          <span role="gridcell" className="grid place-items-center">
            <Checkbox
              tabIndex={isActive ? 0 : -1}
              checked={isSelected}
              aria-label={`Select ${row.original.key}`}
              className="z-1"
              onClick={(event) => {
                shift.current = event.shiftKey
              }}
              onCheckedChange={() => {
                onToggle(line, shift.current)
              }}
            />
          </span>
          {row.getVisibleCells().map((cell) => (
            <span key={cell.id} role="gridcell" className="flex min-w-0 items-center px-2">
              <FlexRender cell={cell} />
            </span>
          ))}
        </div>
      </ActiveRow>
    )
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.template === after.template &&
    before.isSelected === after.isSelected &&
    before.isActive === after.isActive &&
    before.mayRename === after.mayRename,
)
