import type { Field } from './fields'
import {
  type Condition,
  DENIES,
  type Group,
  normal,
  type Operator,
  type Test,
  type Value,
} from './tree'

/** A condition as CEL; empty if it always holds. */
export function written(root: Group, fields: readonly Field[]): string {
  const byPath = new Map(fields.map((field) => [field.path, field]))
  const text = (condition: Condition): string => {
    if (condition.is === 'test') return testText(condition, byPath.get(condition.path))
    return condition.of
      .map((each) => (isJoined(each, byPath) ? `(${text(each)})` : text(each)))
      .join(condition.is === 'all' ? ' && ' : ' || ')
  }
  const whole = normal(root)
  const [only] = whole.of
  return only && whole.of.length === 1 ? text(only) : text(whole)
}

/** Whether something in it would be torn apart by what stands beside it. */
function isJoined(each: Condition, byPath: ReadonlyMap<string, Field>): boolean {
  if (each.is !== 'test') return true
  return isGuarded(each, byPath.get(each.path)) && !DENIES[each.operator]
}

function isGuarded({ operator }: Test, field: Field | undefined): boolean {
  return field?.guard !== undefined && operator !== 'present' && operator !== 'absent'
}

function testText(test: Test, field: Field | undefined): string {
  const { path, operator, value } = test
  if (operator === 'present' || operator === 'absent') return field?.presence?.[operator] ?? ''
  const denied = DENIES[operator]
  const asked = atom(denied ?? operator, path, value)
  if (isGuarded(test, field)) {
    const guarded = `${field?.guard ?? ''} && ${asked}`
    return denied ? `!(${guarded})` : guarded
  }
  if (operator === 'is_not') return `${path} != ${literal(value)}`
  if (operator === 'lacks') return `!${asked}`
  return denied ? `!(${asked})` : asked
}

const COMPARED: Partial<Record<Operator, string>> = {
  is: '==',
  less: '<',
  at_most: '<=',
  more: '>',
  at_least: '>=',
  one_of: 'in',
}

const CALLED: Partial<Record<Operator, string>> = {
  contains: 'contains',
  starts_with: 'startsWith',
  ends_with: 'endsWith',
}

function atom(operator: Operator, path: string, value: Value): string {
  const compared = COMPARED[operator]
  if (compared) return `${path} ${compared} ${literal(value)}`
  const called = CALLED[operator]
  if (called) return `${path}.${called}(${literal(value)})`
  return operator === 'checked' ? `${path} == true` : `${literal(value)} in ${path}`
}

/** What is not chosen yet is compared with nothing, which never holds. */
function literal(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return JSON.stringify(value ?? '')
}
