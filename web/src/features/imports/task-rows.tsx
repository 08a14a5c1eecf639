import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'

import { Badge, type Tone } from '@/components/ui/badge'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table'
import { writtenDay, writtenMoment } from '@/lib/days'

import type { Target } from './mapping'
import { useNames } from './people'
import type { Row, Verdict } from './requests'
import { whyKept, whyMissed, whySkipped } from './states'

const LOOKS: Record<Verdict, { label: string; tone: Tone }> = {
  create: { label: 'Create', tone: 'success' },
  update: { label: 'Change', tone: 'info' },
  skip: { label: 'Skip', tone: 'neutral' },
  error: { label: 'Error', tone: 'danger' },
}

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <Badge tone={LOOKS[verdict].tone}>{LOOKS[verdict].label}</Badge>
}

/** A value of a task's field as people read it. */
export function useWritten(): (target: Target | undefined, value: unknown) => string {
  const nameOf = useNames()
  return function written(target, value): string {
    if (value === null || value === undefined || value === '') return ''
    if (Array.isArray(value)) return value.map((item) => written(target, item)).join(', ')
    if (typeof value === 'boolean') return value ? 'Yes' : 'No'
    if (typeof value === 'number') return value.toLocaleString()
    if (typeof value === 'object') return JSON.stringify(value)
    const text = value as string
    if (target?.kind === 'people' || target?.kind === 'person') return nameOf(text)
    if (target?.kind === 'date') return writtenDate(text)
    return target?.options?.find((option) => option.value === text)?.label ?? text
  }
}

/** Days come as the start of a day in UTC. */
function writtenDate(text: string): string {
  const [day = text, time] = text.split('T')
  return time === undefined || time.startsWith('00:00:00') ? writtenDay(day) : writtenMoment(text)
}

/** The value that a new task gets in a field. */
export function valueOf(row: Row, target: string): unknown {
  const { task } = row
  if (!task) return undefined
  const custom = target.startsWith('custom.') ? target.slice('custom.'.length) : undefined
  if (custom !== undefined) return task.custom?.[custom]
  return (task as unknown as Record<string, unknown>)[target]
}

/** The fields that these rows say something of, in the order of the fields. */
export function fieldsOf(rows: Row[], targets: Target[]): Target[] {
  const told = new Set<string>(['title'])
  for (const row of rows) {
    for (const { field } of row.changes) told.add(field)
    for (const { target } of targets) {
      const value = valueOf(row, target)
      if (
        Array.isArray(value)
          ? value.length > 0
          : value !== undefined && value !== null && value !== ''
      ) {
        told.add(target)
      }
    }
  }
  return targets.filter(({ target }) => told.has(target))
}

/** Why a row does nothing, or did not: in a sentence. */
export function remarkOf(row: Row): string | undefined {
  if (row.kept) return `Kept: ${whyKept(row.kept)}`
  if (row.missed) return whyMissed(row.missed)
  if (row.skipped) return whySkipped(row.skipped)
  return undefined
}

/** What a row does to one field: its value, or what it changes from what to what. */
export function FieldOfRow({ row, target }: { row: Row; target: Target }) {
  const written = useWritten()
  const change = row.changes.find(({ field }) => field === target.target)
  if (change) {
    return (
      <span className="inline-flex max-w-72 min-w-0 items-center gap-1.5">
        <span className="truncate text-muted line-through decoration-line-strong">
          {written(target, change.old) || 'empty'}
        </span>
        <ArrowRight className="size-3.5 shrink-0 text-muted" aria-label="becomes" />
        <span className="truncate font-medium">{written(target, change.new) || 'empty'}</span>
      </span>
    )
  }
  const text = written(target, valueOf(row, target.target))
  return (
    <span className="block max-w-72 truncate" title={text}>
      {text}
    </span>
  )
}

export function ErrorsOfRow({ row }: { row: Row }) {
  return (
    <ul className="text-danger-text">
      {row.errors.map(({ column, value, reason }) => (
        <li key={`${column} ${reason}`}>
          <strong className="font-medium">{column}</strong>
          {value && ` “${value}”`} {reason}
        </li>
      ))}
    </ul>
  )
}

interface TaskRowsProps {
  rows: Row[]
  targets: Target[]
  label: string
}

/** A few rows as what they become. */
export function TaskRows({ rows, targets, label }: TaskRowsProps) {
  const fields = fieldsOf(rows, targets)
  return (
    <Table aria-label={label}>
      <TableHead className="border-b border-line bg-canvas">
        <tr>
          <TableHeader>Row</TableHeader>
          <TableHeader>Becomes</TableHeader>
          {fields.map(({ target, name }) => (
            <TableHeader key={target}>{name}</TableHeader>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.row} className="last:border-b-0">
            <TableCell className="text-xs text-muted tabular-nums">{row.row}</TableCell>
            <TableCell>
              <VerdictBadge verdict={row.verdict} />
            </TableCell>
            {row.errors.length > 0 ? (
              <Whole span={fields.length}>
                <ErrorsOfRow row={row} />
              </Whole>
            ) : row.skipped ? (
              <Whole span={fields.length}>
                <span className="text-muted">
                  {row.task_key} {remarkOf(row)}
                </span>
              </Whole>
            ) : (
              fields.map((target) => (
                <TableCell key={target.target} className="whitespace-nowrap">
                  {target.target === 'title' &&
                  !row.task &&
                  row.changes.every(({ field }) => field !== 'title') ? (
                    <span className="text-muted">{row.task_key}</span>
                  ) : (
                    <FieldOfRow row={row} target={target} />
                  )}
                </TableCell>
              ))
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function Whole({ span, children }: { span: number; children: ReactNode }) {
  return (
    <TableCell colSpan={span} className="max-w-0">
      {children}
    </TableCell>
  )
}
