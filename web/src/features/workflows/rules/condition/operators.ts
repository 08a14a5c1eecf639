import type { Field, FieldKind } from './fields'
import { type Operator, takes, type Test, type Value } from './tree'

const OF_KIND: Record<FieldKind, Operator[]> = {
  text: ['contains', 'lacks', 'is', 'is_not', 'starts_with', 'ends_with'],
  choice: ['is', 'is_not', 'one_of', 'none_of'],
  people: ['includes', 'excludes'],
  tags: ['includes', 'excludes'],
  person: ['is', 'is_not', 'one_of', 'none_of'],
  project: ['is', 'is_not', 'one_of', 'none_of'],
  moment: ['less', 'at_least'],
  day: ['is', 'less', 'at_least'],
  number: ['is', 'is_not', 'more', 'at_least', 'less', 'at_most'],
  checkbox: ['checked', 'unchecked'],
  change: [],
}

/** What can be asked about a field, the likeliest first. */
export function operatorsOf({ kind, presence }: Field): Operator[] {
  // A checkbox that was never touched is not checked either.
  if (kind === 'checkbox') return OF_KIND.checkbox
  return [...OF_KIND[kind], ...(presence ? (['present', 'absent'] as const) : [])]
}

const LABELS: Record<Operator, string> = {
  is: 'is',
  is_not: 'is not',
  one_of: 'is one of',
  none_of: 'is none of',
  contains: 'contains',
  lacks: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  includes: 'include',
  excludes: 'do not include',
  less: 'is less than',
  at_most: 'is at most',
  more: 'is more than',
  at_least: 'is at least',
  checked: 'is checked',
  unchecked: 'is not checked',
  present: 'is set',
  absent: 'is empty',
}

const OWN_LABELS: Partial<Record<FieldKind, Partial<Record<Operator, string>>>> = {
  people: { present: 'are set', absent: 'are empty' },
  tags: { present: 'are set', absent: 'are empty' },
  moment: { less: 'is before', at_least: 'is on or after' },
  day: { less: 'is before', at_least: 'is on or after' },
  change: { present: 'changed', absent: 'did not change' },
}

/** An operator as people read it after the field's name. */
export function operatorLabel(operator: Operator, kind: FieldKind): string {
  return OWN_LABELS[kind]?.[operator] ?? LABELS[operator]
}

/** A new test of a field, with a value where one can be guessed. */
export function freshTest(field: Field): Test {
  const operator = operatorsOf(field)[0] ?? 'present'
  const value = takes(operator) === 'one' ? (field.options?.[0]?.value ?? null) : null
  return { is: 'test', path: field.path, operator, value }
}

/** The test with another operator, and as much of its value as that can use. */
export function withOperator(test: Test, operator: Operator): Test {
  return { ...test, operator, value: asTaken(test.value, operator) }
}

function asTaken(value: Value, operator: Operator): Value {
  const wanted = takes(operator)
  if (wanted === 'nothing') return null
  if (wanted === 'several') return Array.isArray(value) ? value : value === null ? [] : [`${value}`]
  return Array.isArray(value) ? (value[0] ?? null) : value
}

/** Whether a value is one that a field can be compared with. */
export function suits(field: Field, value: Value): boolean {
  if (Array.isArray(value)) return value.every((each) => suits(field, each))
  if (field.kind === 'number') return typeof value === 'number'
  if (typeof value !== 'string') return false
  if (field.kind === 'moment') return !Number.isNaN(Date.parse(value))
  if (field.kind === 'day') return /^\d{4}-\d{2}-\d{2}$/.test(value)
  return field.options?.some((option) => option.value === value) ?? true
}
