import { type ReactNode, useId } from 'react'

import { cn } from '@/lib/cn'

import { normal, type Target } from './mapping'
import { targetOf } from './mistakes'
import type { Row, Rule } from './requests'
import { cellName, type Sheet } from './sheet'
import { asSentence, reasonBeside } from './states'
import { ErrorsOfRow } from './task-rows'
import type { Edits } from './use-edits'
import { ValueInput } from './value-input'

/** A column of the file, as it is shown while rows are mended. */
export interface SheetColumn {
  name: string
  /** Where it stands in the file. */
  index: number
  target: Target | undefined
  isTitle: boolean
}

/** What tells which row it is, then what is to be mended, then all else: so that nothing wrong is out of sight. */
export function columnsToMend(
  rows: Row[],
  sheet: Sheet,
  rules: Rule[],
  targets: Target[],
): SheetColumn[] {
  const wrong = new Set(rows.flatMap(({ errors }) => errors.map(({ column }) => column)))
  const columns = sheet.columns.map((name, index) => {
    const target = targetOf({ mapping: { rules } }, sheet, index, targets)
    return { name, index, target, isTitle: target?.target === 'title' }
  })
  const rank = ({ name, isTitle }: SheetColumn) => (isTitle ? 0 : wrong.has(name) ? 1 : 2)
  return columns.toSorted((a, b) => rank(a) - rank(b))
}

export function Cell({ className, children }: { className?: string; children?: ReactNode }) {
  return (
    <span role="cell" className={cn('min-w-0 px-2', className)}>
      {children}
    </span>
  )
}

interface CellsToMendProps {
  columns: SheetColumn[]
  sheet: Sheet
  row: Row
  /** Where in the sheet the row stands. */
  place: number
  edits: Edits
}

/** A row as it is in the file: cells with an error are fields to mend them, with the reason. */
export function CellsToMend({ row, place, sheet, columns, edits }: CellsToMendProps) {
  const cells = sheet.rows[place] ?? []
  const elsewhere = row.errors.filter(({ column }) => !sheet.columns.includes(column))
  return (
    <>
      {columns.map(({ name, index, target, isTitle }) => {
        const error = row.errors.find((candidate) => candidate.column === name)
        const text = cells[index] ?? ''
        if (!error) {
          return (
            <Cell
              key={name}
              className={cn('truncate pt-0.5', isTitle ? 'max-sm:col-start-2' : 'max-sm:sr-only')}
            >
              <span title={text}>{text}</span>
            </Cell>
          )
        }
        return (
          <BadCell
            key={name}
            column={name}
            label={`${name} in row ${row.row}`}
            reason={error.reason}
            target={target}
            text={text}
            edit={edits.cells.get(cellName(place, index))}
            onEdit={(next) => {
              edits.set([place], index, next === text ? undefined : next)
            }}
          />
        )
      })}
      {elsewhere.length > 0 && (
        <span role="cell" className="px-2 pt-1 max-sm:col-start-2 sm:col-[2/-1]">
          <ErrorsOfRow row={{ ...row, errors: elsewhere }} />
        </span>
      )}
    </>
  )
}

interface BadCellProps {
  column: string
  label: string
  reason: string
  target: Target | undefined
  text: string
  edit: string | undefined
  onEdit: (text: string) => void
}

function BadCell({ column, label, reason, target, text, edit, onEdit }: BadCellProps) {
  const id = useId()
  const mended = edit !== undefined && normal(edit) !== normal(text)
  return (
    <Cell className="max-sm:col-start-2">
      <span aria-hidden className="mb-0.5 block text-xs font-medium sm:hidden">
        {column}
      </span>
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
        {mended
          ? `Was ${text.trim() ? `“${text}”` : 'empty'}`
          : asSentence(reasonBeside(text, reason))}
      </span>
    </Cell>
  )
}
