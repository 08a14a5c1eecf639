import type { ReactTable } from '@tanstack/react-table'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent } from 'react'

import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/lib/cn'

import type { Sort } from '../search'
import type { ListTask } from '../task'

import { type features, SORT_BY } from './columns'

type ListTable = ReactTable<typeof features, ListTask>
type ListHeader = ReturnType<ListTable['getLeafHeaders']>[number]

interface HeaderRowProps {
  table: ListTable
  template: string
  sort: Sort
  onSort: (sort: Sort) => void
  selected: number
  total: number
  onAll: () => void
  onNone: () => void
}

/** The names of the columns: they order the list, and their edges are dragged. */
export function HeaderRow({
  table,
  template,
  sort,
  onSort,
  selected,
  total,
  onAll,
  onNone,
}: HeaderRowProps) {
  const isAll = total > 0 && selected === total
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center border-b border-line-strong bg-surface text-xs text-muted"
        style={{ gridTemplateColumns: template }}
      >
        <span role="columnheader" className="grid place-items-center">
          <Checkbox
            aria-label="Select all that are loaded"
            checked={isAll ? true : selected > 0 ? 'indeterminate' : false}
            onCheckedChange={(checked) => {
              if (checked === true) onAll()
              else onNone()
            }}
          />
        </span>
        {table.getLeafHeaders().map((header) => (
          <HeaderCell key={header.id} table={table} header={header} sort={sort} onSort={onSort} />
        ))}
      </div>
    </div>
  )
}

function HeaderCell({
  table,
  header,
  sort,
  onSort,
}: {
  table: ListTable
  header: ListHeader
  sort: Sort
  onSort: (sort: Sort) => void
}) {
  const { column } = header
  const name = String(column.columnDef.header)
  const by = SORT_BY[column.id]
  const isUp = by === sort
  const isDown = `-${by}` === sort
  const resize = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const size = Math.max(column.columnDef.minSize ?? 40, column.getSize() + step)
    table.setColumnSizing((sizes) => ({ ...sizes, [column.id]: size }))
  }
  return (
    <span
      role="columnheader"
      aria-label={name}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
      className="group/head relative flex h-full min-w-0 items-center px-2"
    >
      {by ? (
        <button
          type="button"
          className={cn(
            '-mx-1.5 flex h-6 min-w-0 items-center gap-1 rounded-sm px-1.5 font-medium hover:bg-hover hover:text-text',
            (isUp || isDown) && 'text-text',
          )}
          onClick={() => {
            onSort(isUp ? (`-${by}` as Sort) : by)
          }}
        >
          <span className="truncate">{name}</span>
          {isUp && <ArrowUp className="size-3 shrink-0" aria-hidden />}
          {isDown && <ArrowDown className="size-3 shrink-0" aria-hidden />}
        </button>
      ) : (
        <span className="truncate font-medium">{name}</span>
      )}
      {/* A separator with a value is a control. */}
      {/* eslint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <span
        role="separator"
        aria-orientation="vertical"
        aria-label={`Width of ${name}`}
        aria-valuenow={column.getSize()}
        aria-valuemin={column.columnDef.minSize ?? 40}
        tabIndex={0}
        className={cn(
          'absolute inset-y-1 -right-1 z-1 w-2 cursor-col-resize touch-none rounded-xs after:absolute after:inset-y-0 after:left-1/2 after:w-px after:bg-line group-hover/head:after:bg-line-strong hover:after:bg-accent',
          column.getIsResizing() && 'after:bg-accent',
        )}
        onMouseDown={header.getResizeHandler()}
        onTouchStart={header.getResizeHandler()}
        onKeyDown={resize}
        onDoubleClick={() => {
          column.resetSize()
        }}
      />
      {/* eslint-enable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
    </span>
  )
}
