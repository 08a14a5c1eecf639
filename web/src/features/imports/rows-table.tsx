import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useRef } from 'react'

import { cn } from '@/lib/cn'

import { Cell, CellsToMend, columnsToMend } from './cells-to-mend'
import type { Target } from './mapping'
import type { Row, Rule } from './requests'
import type { Sheet } from './sheet'
import { ErrorsOfRow, FieldOfRow, fieldsOf, remarkOf, VerdictBadge } from './task-rows'
import type { Edits } from './use-edits'

interface RowsTableProps {
  rows: Row[]
  targets: Target[]
  rules: Rule[]
  /** The file's cells, if the rows are shown as they are in the file, to be mended. */
  sheet: Sheet | undefined
  /** Where in the sheet each row stands. */
  places: number[]
  edits: Edits
  hasMore: boolean
  onMore: () => void
  label: string
}

const ROW_PX = 37
const AHEAD = 20

/** All rows, as many as there are; only those that are seen are in the page. */
export function RowsTable(props: RowsTableProps) {
  const { rows, targets, sheet, places, hasMore, onMore, label } = props
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (sheet ? ROW_PX + 22 : ROW_PX),
    overscan: 12,
    getItemKey: (index) => rows[index]?.row ?? index,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows.length - AHEAD) onMore()
  }, [hasMore, last, rows.length, onMore])
  const fields = fieldsOf(rows, targets)
  const columns = sheet && columnsToMend(rows, sheet, props.rules, targets)
  const widths = columns
    ? columns.map(({ isTitle }) => (isTitle ? 16 : 11))
    : fields.map(({ target }) => (target === 'title' || target === 'description' ? 18 : 11))
  // Rows to mend are all errors: that need not be said of each.
  const lead = columns ? [3.5] : [3.5, 5.5]
  const style = {
    '--columns': [...lead.map((width) => `${width}rem`), ...widths.map(roomFor)].join(' '),
    '--least': `${[...lead, ...widths].reduce((sum, width) => sum + width)}rem`,
  } as CSSProperties
  const names = columns ? columns.map(({ name }) => name) : fields.map(({ name }) => name)
  // On a phone, a row to mend is a card: what is wrong with it would be far to the right.
  const least = sheet ? 'sm:min-w-(--least)' : 'min-w-(--least)'
  if (rows.length === 0) {
    return <p className="py-10 text-center text-sm text-muted">There are no such rows.</p>
  }
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      // What scrolls has to be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="scroll-quiet max-h-[max(16rem,calc(100dvh-20rem))] overflow-auto rounded-lg border border-line"
      style={style}
    >
      <div role="rowgroup" className={cn('sticky top-0 z-10', least, columns && 'max-sm:sr-only')}>
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-9 grid-cols-(--columns) items-center border-b border-line bg-canvas text-xs font-medium text-muted"
        >
          <span role="columnheader" className="px-3">
            Row
          </span>
          {!columns && (
            <span role="columnheader" className="px-2">
              Becomes
            </span>
          )}
          {names.map((name) => (
            <span key={name} role="columnheader" className="truncate px-2" title={name}>
              {name}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className={cn('relative', least)}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map(({ index, start, key }) => {
          const row = rows[index]
          if (!row) return null
          const place = places[index]
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              role="row"
              aria-rowindex={index + 2}
              className={cn(
                'absolute top-0 left-0 grid min-h-9 w-full items-start border-b border-line py-1.5 text-sm last:border-b-0 hover:bg-hover',
                columns
                  ? 'max-sm:grid-cols-[2.5rem_minmax(0,1fr)] max-sm:gap-y-1.5 sm:grid-cols-(--columns)'
                  : 'grid-cols-(--columns)',
              )}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span role="cell" className="px-3 pt-0.5 text-xs text-muted tabular-nums">
                {row.row}
              </span>
              {columns && place !== undefined ? (
                <CellsToMend {...props} sheet={sheet} columns={columns} row={row} place={place} />
              ) : (
                <>
                  <span role="cell" className="px-2">
                    <VerdictBadge verdict={row.verdict} />
                  </span>
                  <TaskOfRow row={row} fields={fields} />
                </>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** A row as the task that it becomes, or what it changes of one. */
function TaskOfRow({ row, fields }: { row: Row; fields: Target[] }) {
  const remark = remarkOf(row)
  if (row.errors.length > 0) {
    return (
      <span role="cell" className="col-[3/-1] px-2">
        <ErrorsOfRow row={row} />
      </span>
    )
  }
  return fields.map((target) => (
    <Cell key={target.target} className="truncate">
      {target.target === 'title' && (row.task_key ?? remark) && (
        <span className="mr-2 inline-flex gap-2 align-top whitespace-nowrap">
          {row.task_key && <span className="font-medium text-muted">{row.task_key}</span>}
          {remark && <span className="text-muted">{remark}</span>}
        </span>
      )}
      <FieldOfRow row={row} target={target} />
    </Cell>
  ))
}

const roomFor = (width: number) => `minmax(${width}rem, 1fr)`
