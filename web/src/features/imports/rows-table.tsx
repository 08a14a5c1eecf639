import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useId, useRef } from 'react'

import { cn } from '@/lib/cn'

import { normal, type Target } from './mapping'
import { targetOf } from './mistakes'
import type { Row, Rule } from './requests'
import { cellName, type Sheet } from './sheet'
import { ErrorsOfRow, FieldOfRow, fieldsOf, remarkOf, VerdictBadge } from './task-rows'
import type { Edits } from './use-edits'
import { ValueInput } from './value-input'

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
  const widths = sheet
    ? sheet.columns.map((_, place) =>
        targetOf({ mapping: { rules: props.rules } }, sheet, place, targets)?.target === 'title'
          ? 16
          : 11,
      )
    : fields.map(({ target }) => (target === 'title' || target === 'description' ? 18 : 11))
  const template = `3.5rem 5.5rem ${widths.map((width) => `minmax(${width}rem, 1fr)`).join(' ')}`
  const minWidth = `${widths.reduce((sum, width) => sum + width, 9)}rem`
  const names = sheet ? sheet.columns : fields.map(({ name }) => name)
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
      className="scroll-quiet max-h-[calc(100dvh-20rem)] min-h-64 overflow-auto rounded-lg border border-line"
    >
      <div role="rowgroup" className="sticky top-0 z-10" style={{ minWidth }}>
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-9 items-center border-b border-line bg-canvas text-xs font-medium text-muted"
          style={{ gridTemplateColumns: template }}
        >
          <span role="columnheader" className="px-3">
            Row
          </span>
          <span role="columnheader" className="px-2">
            Becomes
          </span>
          {names.map((name) => (
            <span key={name} role="columnheader" className="truncate px-2" title={name}>
              {name}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className="relative"
        style={{ minWidth, height: virtual.getTotalSize() }}
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
              className="absolute top-0 left-0 grid min-h-9 w-full items-start border-b border-line py-1.5 text-sm hover:bg-hover"
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
            >
              <span role="cell" className="px-3 pt-0.5 text-xs text-muted tabular-nums">
                {row.row}
              </span>
              <span role="cell" className="px-2">
                <VerdictBadge verdict={row.verdict} />
              </span>
              {sheet && place !== undefined ? (
                <CellsOfRow {...props} sheet={sheet} row={row} place={place} />
              ) : (
                <TaskOfRow row={row} fields={fields} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Cell({ className, children }: { className?: string; children?: ReactNode }) {
  return (
    <span role="cell" className={cn('min-w-0 px-2', className)}>
      {children}
    </span>
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

interface CellsOfRowProps extends RowsTableProps {
  sheet: Sheet
  row: Row
  place: number
}

/** A row as it is in the file: cells with an error are fields to mend them, with the reason. */
function CellsOfRow({ row, place, sheet, targets, rules, edits }: CellsOfRowProps) {
  const cells = sheet.rows[place] ?? []
  const elsewhere = row.errors.filter(({ column }) => !sheet.columns.includes(column))
  return (
    <>
      {sheet.columns.map((column, index) => {
        const error = row.errors.find((candidate) => candidate.column === column)
        const text = cells[index] ?? ''
        if (!error) {
          return (
            <Cell key={column} className="truncate pt-0.5">
              <span title={text}>{text}</span>
            </Cell>
          )
        }
        return (
          <BadCell
            key={column}
            label={`${column} in row ${row.row}`}
            reason={error.reason}
            target={targetOf({ mapping: { rules } }, sheet, index, targets)}
            text={text}
            edit={edits.cells.get(cellName(place, index))}
            onEdit={(next) => {
              edits.set([place], index, next === text ? undefined : next)
            }}
          />
        )
      })}
      {elsewhere.length > 0 && (
        <span role="cell" className="col-[3/-1] px-2 pt-1">
          <ErrorsOfRow row={{ ...row, errors: elsewhere }} />
        </span>
      )}
    </>
  )
}

interface BadCellProps {
  label: string
  reason: string
  target: Target | undefined
  text: string
  edit: string | undefined
  onEdit: (text: string) => void
}

function BadCell({ label, reason, target, text, edit, onEdit }: BadCellProps) {
  const id = useId()
  const mended = edit !== undefined && normal(edit) !== normal(text)
  return (
    <Cell>
      <ValueInput
        target={target}
        label={label}
        describedBy={id}
        invalid={!mended}
        value={edit ?? text}
        none="Empty"
        className={cn('h-7', mended && 'border-accent')}
        onChange={onEdit}
      />
      <span
        id={id}
        className={cn(
          'mt-0.5 block text-xs text-pretty',
          mended ? 'text-muted' : 'text-danger-text',
        )}
      >
        {mended ? `was ${text.trim() ? `“${text}”` : 'empty'}` : reason}
      </span>
    </Cell>
  )
}
