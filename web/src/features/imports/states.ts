import type { Schema } from '@/api/client'
import type { Tone } from '@/components/ui/badge'

export type State = Schema<'State'>

/** Whether it changes by itself, so that it is worth looking again. */
export function isMoving(state: State): boolean {
  return ['awaiting_upload', 'reading', 'committing', 'undoing'].includes(state)
}

export const STATE_LOOKS: Record<State, { label: string; tone: Tone }> = {
  awaiting_upload: { label: 'Waiting for the file', tone: 'warning' },
  reading: { label: 'Reading', tone: 'info' },
  planned: { label: 'Ready to check', tone: 'accent' },
  committing: { label: 'Importing', tone: 'info' },
  completed: { label: 'Completed', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  undoing: { label: 'Undoing', tone: 'info' },
  undone: { label: 'Undone', tone: 'neutral' },
}

/** What the history is narrowed to; the key stands in the address. */
export const SHOWN = {
  waiting: { label: 'Waiting for someone', states: ['planned', 'awaiting_upload'] },
  running: { label: 'Running', states: ['reading', 'committing', 'undoing'] },
  completed: { label: 'Completed', states: ['completed'] },
  failed: { label: 'Failed', states: ['failed'] },
  cancelled: { label: 'Cancelled', states: ['cancelled'] },
  undone: { label: 'Undone', states: ['undone'] },
} satisfies Record<string, { label: string; states: State[] }>

export type Shown = keyof typeof SHOWN
export const SHOWN_KEYS = Object.keys(SHOWN) as [Shown, ...Shown[]]

export const STEPS = ['detected', 'map', 'check'] as const
/** What can be looked at and changed while an import is planned. */
export type Step = (typeof STEPS)[number]

export const VERDICTS = ['create', 'update', 'skip', 'error'] as const

const SKIPPED: Record<Schema<'SkipReason'>, string> = {
  unchanged: 'Nothing would change',
  exists: 'The task exists already',
  no_such_task: 'There is no such task',
  done_before: 'Imported before',
}

export function whySkipped(reason: Schema<'SkipReason'>): string {
  return SKIPPED[reason]
}

const KEPT: Record<Schema<'Kept'>, string> = {
  changed_since: 'Someone changed it since',
  has_comments: 'It has comments',
  has_attachments: 'It has files',
  has_parts: 'Other tasks are parts of it',
  archived: 'Its project is archived',
  failed: 'It could not be taken back',
}

export function whyKept(reason: Schema<'Kept'>): string {
  return KEPT[reason]
}

const MISSED: Record<Schema<'Missed'>, string> = {
  changed_meanwhile: 'Someone changed the task while it was imported',
  exists_meanwhile: 'Someone made such a task while it was imported',
}

export function whyMissed(reason: Schema<'Missed'>): string {
  return MISSED[reason]
}

export const MODES: Record<Schema<'Mode'>, { label: string; hint: string }> = {
  create: { label: 'Make new tasks', hint: 'Every row becomes a new task.' },
  upsert: {
    label: 'Make new and change existing',
    hint: 'Rows whose task is found change it; the others become new tasks.',
  },
  update: {
    label: 'Only change existing',
    hint: 'Rows whose task is found change it; the others are skipped.',
  },
  create_missing: {
    label: 'Only make missing ones',
    hint: 'Rows whose task is found are skipped; the others become new tasks.',
  },
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`
}

export function writtenSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  const text = size.toLocaleString(undefined, {
    maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0,
  })
  return `${text} ${units[unit]}`
}

/** Why a cell is wrong, where the value stands beside it and need not be said again. */
export function reasonBeside(value: string, reason: string): string {
  const said = `"${value.trim()}"`
  return reason.startsWith(said) ? reason.slice(said.length).replace(/^[:,\s]+/, '') : reason
}

/** With a capital letter at its start. */
export function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
