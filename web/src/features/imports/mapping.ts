import type { Schema } from '@/api/client'

import type { Ground, Mapping, Rule } from './requests'

export type Kind = Schema<'FieldKind'> | 'long_text' | 'people' | 'tags' | 'key'
export type CustomField = Schema<'CustomField'>

/** A field that a column may go into. */
export interface Target {
  target: string
  name: string
  kind: Kind
  /** The words that it takes, if it takes only some, and how people call them. */
  options?: { value: string; label: string }[]
  /** It is made with this import. */
  isNew?: boolean
}

const COMMON: Target[] = [
  { target: 'title', name: 'Title', kind: 'text' },
  { target: 'description', name: 'Description', kind: 'long_text' },
  {
    target: 'status',
    name: 'Status',
    kind: 'select',
    options: [
      { value: 'new', label: 'New' },
      { value: 'in_progress', label: 'In Progress' },
      { value: 'on_hold', label: 'On Hold' },
      { value: 'completed', label: 'Completed' },
    ],
  },
  {
    target: 'priority',
    name: 'Priority',
    kind: 'select',
    options: [
      { value: 'low', label: 'Low' },
      { value: 'medium', label: 'Medium' },
      { value: 'high', label: 'High' },
      { value: 'critical', label: 'Critical' },
    ],
  },
  { target: 'assignees', name: 'Assignees', kind: 'people' },
  { target: 'tags', name: 'Tags', kind: 'tags' },
  { target: 'start_at', name: 'Start date', kind: 'date' },
  { target: 'due_at', name: 'Due date', kind: 'date' },
  { target: 'external_id', name: 'External ID', kind: 'key' },
  { target: 'task_key', name: 'Task key', kind: 'key' },
]

/** The fields of a project's tasks, and those that the mapping asks for. */
export function targetsOf(fields: CustomField[], rules: Rule[]): Target[] {
  const custom = fields.map((field) => customTarget(field, field.key))
  const known = new Set(custom.map(({ target }) => target))
  const asked = rules.flatMap(({ target, create }) =>
    create && !known.has(target)
      ? [{ ...customTarget(create, target.slice('custom.'.length)), isNew: true }]
      : [],
  )
  return [...COMMON, ...custom, ...asked]
}

function customTarget(
  field: { name: string; kind: Schema<'FieldKind'>; options?: string[] | undefined },
  key: string,
): Target {
  const options =
    field.kind === 'select'
      ? (field.options ?? []).map((option) => ({ value: option, label: option }))
      : field.kind === 'checkbox'
        ? [
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]
        : undefined
  return {
    target: `custom.${key}`,
    name: field.name,
    kind: field.kind,
    ...(options && { options }),
  }
}

/** Texts as the mapping compares them: case and spaces around do not matter. */
export function normal(text: string): string {
  return text.trim().toLowerCase()
}

export function ruleOfColumn(rules: Rule[], column: string): Rule | undefined {
  return rules.find((rule) => rule.column === column)
}

/** The column goes into this field and nowhere else; what went there before goes nowhere. */
export function withTarget(
  rules: Rule[],
  column: string,
  rule: Pick<Rule, 'target' | 'create'> | undefined,
): Rule[] {
  const place = rules.findIndex((there) => there.column === column)
  const kept = rules.filter((there) => there.column !== column && there.target !== rule?.target)
  if (!rule) return kept
  const at = place < 0 ? kept.length : Math.min(place, kept.length)
  return kept.toSpliced(at, 0, { ...rule, column })
}

/** The rule of this target, changed; `undefined` takes a part away. */
export function withPart(
  rules: Rule[],
  target: string,
  part: { [Name in 'constant' | 'default' | 'split' | 'values']?: Rule[Name] | undefined },
): Rule[] {
  return rules.map((rule) => {
    if (rule.target !== target) return rule
    const merged = { ...rule, ...part }
    return Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== undefined && value !== null),
    ) as unknown as Rule
  })
}

/** The same text in every row; no column goes there any more. */
export function withConstant(rules: Rule[], target: string, constant: string | undefined): Rule[] {
  const kept = rules.filter((rule) => rule.target !== target)
  return constant === undefined ? kept : [...kept, { target, constant }]
}

/** Another reading of one value of a rule; an empty one takes the translation away. */
export function withValue(values: Schema<'Translation'>[], from: string, to: string) {
  const kept = values.filter((value) => normal(value.from) !== normal(from))
  return to ? [...kept, { from, to }] : kept
}

export function translated(rule: Rule, value: string): string | undefined {
  return rule.values?.find(({ from }) => normal(from) === normal(value))?.to
}

/** Whether the field reads this text as one of its words by itself. */
export function isWordOf(target: Target, value: string): boolean {
  return (target.options ?? []).some(
    (option) => normal(option.value) === normal(value) || normal(option.label) === normal(value),
  )
}

/** What a mapping lacks before its rows can become tasks. */
export function missingOf(
  rules: Rule[],
  mode: Schema<'Mode'>,
  key: string | null | undefined,
): string[] {
  const has = (target: string) => rules.some((rule) => rule.target === target)
  const missing: string[] = []
  if (mode !== 'update' && !has('title')) {
    missing.push('No column goes into the title, and every task needs one.')
  }
  if (mode !== 'create') {
    if (key && !has(key))
      missing.push('No column goes into the field by which rows find their tasks.')
    if (!key && !has('task_key') && !has('external_id')) {
      missing.push('Rows find their tasks by task key or external ID: map a column to one of them.')
    }
  }
  return missing
}

/** What was proposed for the column, as long as it is still so. */
export function groundOf(grounds: Ground[], rule: Rule | undefined): Ground | undefined {
  return grounds.find(
    (ground) =>
      ground.target === rule?.target && (ground.column ?? undefined) === (rule.column ?? undefined),
  )
}

/** A key for a new custom field: letters, digits and `_`, a letter first, and unlike the others. */
export function fieldKey(name: string, taken: string[]): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 36)
  const key = plain || 'field'
  if (!taken.includes(key)) return key
  for (let number = 2; ; number += 1) {
    if (!taken.includes(`${key}_${number}`)) return `${key}_${number}`
  }
}

/** What a column of these values probably holds. */
export function guessKind(values: string[]): Schema<'FieldKind'> {
  const all = (test: RegExp) =>
    values.length > 0 && values.every((value) => test.test(value.trim()))
  if (all(/^-?\d+([.,]\d+)?$/)) return 'number'
  if (all(/^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})([T ].*)?$/)) return 'date'
  if (all(/^https?:\/\//)) return 'url'
  if (all(/^(yes|no|true|false|x)$/i)) return 'checkbox'
  return 'text'
}

export function sameRules(a: Mapping['rules'], b: Mapping['rules']): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What two people changed of the same rules at once: both changes, and mine where they are about the same. */
export function mergedRules(base: Rule[], mine: Rule[], theirs: Rule[]): Rule[] {
  const of = (rules: Rule[], target: string) => rules.find((rule) => rule.target === target)
  const isMine = (target: string) =>
    JSON.stringify(of(base, target)) !== JSON.stringify(of(mine, target))
  const changed = mine.filter(({ target }) => isMine(target))
  const columns = new Set(changed.map(({ column }) => column ?? undefined))
  const kept = theirs.filter(
    ({ target, column }) => !isMine(target) && !(column && columns.has(column)),
  )
  return [...kept, ...changed]
}
