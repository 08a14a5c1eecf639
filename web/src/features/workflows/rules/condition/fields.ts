/** What conditions can look at. */
import type { Schema } from '@/api/client'
import { inWords } from '@/lib/names'

export type RuleEvent = Schema<'RuleEvent'>
type CustomField = Schema<'CustomField'>

export type FieldKind =
  | 'text'
  | 'choice'
  | 'people'
  | 'tags'
  | 'person'
  | 'project'
  | 'moment'
  | 'day'
  | 'number'
  | 'checkbox'
  | 'change'

export interface Field {
  /** As CEL names it: `trigger.task.custom.amount`. */
  path: string
  label: string
  /** The heading that it stands under. */
  group: string
  kind: FieldKind
  /** For `choice`: what may be chosen. */
  options?: { value: string; label: string }[]
  /** What has to hold before it may be looked at, in CEL: it may be missing. */
  guard?: string
  /** In CEL, that there is something in it, and that there is not. */
  presence?: { present: string; absent: string }
}

const choices = (words: readonly string[]) =>
  words.map((value) => ({ value, label: inWords(value) }))

const STATUSES = choices(['new', 'in_progress', 'on_hold', 'completed'])
const PRIORITIES = choices(['critical', 'high', 'medium', 'low'])

const filledText = (path: string) => ({ present: `${path} != ""`, absent: `${path} == ""` })
const filledList = (path: string) => ({
  present: `size(${path}) > 0`,
  absent: `size(${path}) == 0`,
})

/** A field that is `null` while it is empty. */
function nullable(path: string): Pick<Field, 'guard' | 'presence'> {
  const present = `${path} != null`
  return { guard: present, presence: { present, absent: `${path} == null` } }
}

/** A field that is not there while it is empty. */
function missing(path: string): Pick<Field, 'guard' | 'presence'> {
  const present = `has(${path})`
  return { guard: present, presence: { present, absent: `!${present}` } }
}

type Named = Pick<Field, 'label' | 'kind' | 'options'>

function task(name: string, named: Named, more: (path: string) => Partial<Field> = () => ({})) {
  const path = `trigger.task.${name}`
  return { path, group: 'Task', ...named, ...more(path) }
}

const TASK: Field[] = [
  task('status', { label: 'Status', kind: 'choice', options: STATUSES }),
  task('priority', { label: 'Priority', kind: 'choice', options: PRIORITIES }),
  task('title', { label: 'Title', kind: 'text' }),
  task('description', { label: 'Description', kind: 'text' }, (path) => ({
    presence: filledText(path),
  })),
  task('assignees', { label: 'Assignees', kind: 'people' }, (path) => ({
    presence: filledList(path),
  })),
  task('tags', { label: 'Tags', kind: 'tags' }, (path) => ({ presence: filledList(path) })),
  task('due_at', { label: 'Due', kind: 'moment' }, nullable),
  task('start_at', { label: 'Start', kind: 'moment' }, nullable),
  task('created_by', { label: 'Created by', kind: 'person' }),
  task('external_id', { label: 'External id', kind: 'text' }, nullable),
]

const PROJECT = task('project_id', { label: 'Project', kind: 'project' })

const CUSTOM_KINDS: Record<CustomField['kind'], FieldKind> = {
  text: 'text',
  url: 'text',
  number: 'number',
  date: 'day',
  select: 'choice',
  person: 'person',
  checkbox: 'checkbox',
}

function custom({ key, name, kind, options }: CustomField): Field {
  const path = `trigger.task.custom.${key}`
  return {
    path,
    label: name,
    group: 'Fields of the project',
    kind: CUSTOM_KINDS[kind],
    ...(kind === 'select' && {
      options: (options ?? []).map((option) => ({ value: option, label: option })),
    }),
    ...missing(path),
  }
}

const CHANGES = 'trigger.event.changes'

/** Whether a field changed. */
function changed(name: string, label: string): Field {
  const path = `${CHANGES}.${name}`
  return { path, label, group: 'What changed', kind: 'change', ...missing(path) }
}

/** What a field was before. */
function before(name: string, label: string, options: Field['options'] & object): Field {
  const path = `${CHANGES}.${name}`
  return {
    path: `${path}.old`,
    label: `${label} before`,
    group: 'What changed',
    kind: 'choice',
    options,
    guard: `has(${path})`,
  }
}

/** The names of custom fields among changes have a dot in them. */
function changedCustom({ key, name }: CustomField): Field {
  const present = `"custom.${key}" in ${CHANGES}`
  return {
    path: `${CHANGES}["custom.${key}"]`,
    label: name,
    group: 'What changed',
    kind: 'change',
    guard: present,
    presence: { present, absent: `!(${present})` },
  }
}

const STATUS_BEFORE = before('status', 'Status', STATUSES)

const CHANGED: Field[] = [
  changed('status', 'Status'),
  STATUS_BEFORE,
  changed('priority', 'Priority'),
  before('priority', 'Priority', PRIORITIES),
  changed('title', 'Title'),
  changed('description', 'Description'),
  changed('assignees', 'Assignees'),
  changed('tags', 'Tags'),
  changed('due_at', 'Due'),
  changed('start_at', 'Start'),
]

const BY: Field = {
  path: 'trigger.event.by',
  label: 'Done by',
  group: 'Event',
  kind: 'person',
  ...nullable('trigger.event.by'),
}

const COUNTS: Record<string, string> = {
  rows: 'Rows',
  create: 'Created tasks',
  update: 'Changed tasks',
  skip: 'Rows that changed nothing',
  error: 'Rows with mistakes',
  missed: 'Rows that were missed',
}

const IMPORT: Field[] = [
  { path: 'trigger.import.file', label: 'File name', group: 'Import', kind: 'text' },
  { path: 'trigger.import.project_id', label: 'Project', group: 'Import', kind: 'project' },
  ...Object.entries(COUNTS).map(([name, label]) => ({
    path: `trigger.import.counts.${name}`,
    label,
    group: 'Import',
    kind: 'number' as const,
  })),
]

/** What a rule can look at when this happens, to a task of a project with these fields. */
export function fieldsOf(event: RuleEvent, project: { custom_fields: CustomField[] } | null) {
  if (event === 'import_finished') return IMPORT
  const own = project?.custom_fields ?? []
  const changes: Partial<Record<RuleEvent, Field[]>> = {
    task_changed: [...CHANGED, ...own.map(changedCustom)],
    task_status_changed: [STATUS_BEFORE],
    task_completed: [STATUS_BEFORE],
  }
  return [
    ...TASK,
    // With a project there is nothing left to ask.
    ...(project ? [] : [PROJECT]),
    ...own.map(custom),
    ...(changes[event] ?? []),
    BY,
  ]
}
