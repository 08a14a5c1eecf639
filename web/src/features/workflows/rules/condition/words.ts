import type { Field } from './fields'
import { operatorLabel } from './operators'
import { type Condition, type Group, type Test, type Value } from './tree'

/** The name of a person or project by its id, a moment as a day. */
export type Called = (field: Field, value: string) => string

/** A condition as people say it: "Priority is Critical and Tags include urgent". */
export function inPlainWords(root: Group, fields: readonly Field[], called: Called): string {
  const byPath = new Map(fields.map((field) => [field.path, field]))
  const words = (condition: Condition): string => {
    if (condition.is === 'test') return testWords(condition, byPath.get(condition.path), called)
    return condition.of
      .map((each) => (each.is === 'test' ? words(each) : `(${words(each)})`))
      .join(condition.is === 'all' ? ' and ' : ' or ')
  }
  return words(root)
}

function testWords({ path, operator, value }: Test, field: Field | undefined, called: Called) {
  if (!field) return path
  const words = `${field.label} ${operatorLabel(operator, field.kind)}`
  return value === null ? words : `${words} ${valueWords(field, value, called)}`
}

function valueWords(field: Field, value: Value, called: Called): string {
  if (Array.isArray(value)) {
    const names = value.map((each) => valueWords(field, each, called))
    return names.length < 2
      ? names.join('')
      : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`
  }
  if (typeof value !== 'string') return `${value ?? ''}`
  return field.options?.find((option) => option.value === value)?.label ?? called(field, value)
}
