import { evaluate } from '@marcbachmann/cel-js'
import { describe, expect, it } from 'vitest'

import { type Field, fieldsOf } from './fields'
import { freshTest, operatorsOf, withOperator } from './operators'
import { read } from './read'
import { type Condition, type Group, normal, takes, type Test, type Value } from './tree'
import { inPlainWords } from './words'
import { written } from './write'

const PROJECT = {
  custom_fields: [
    { key: 'customer', name: 'Customer', kind: 'text' as const },
    { key: 'amount', name: 'Amount', kind: 'number' as const },
    { key: 'delivery', name: 'Delivery', kind: 'date' as const },
    { key: 'size', name: 'Size', kind: 'select' as const, options: ['S', 'M "wide"', 'L'] },
    { key: 'lead', name: 'Lead', kind: 'person' as const },
    { key: 'paid', name: 'Paid', kind: 'checkbox' as const },
  ],
}
const FIELDS = fieldsOf('task_changed', PROJECT)
const ROUNDS = 2000

/** Chance that can be repeated (mulberry32): numbers from 0 up to 1. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

class Some {
  constructor(private readonly next: () => number) {}

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to choose from')
    return item
  }

  text(): string {
    const letters = [
      'a',
      'B',
      ' ',
      '"',
      "'",
      '\\',
      '\n',
      '\t',
      'é',
      '中',
      '🙂',
      '&&',
      '||',
      '(',
      '{{',
    ]
    return Array.from({ length: 1 + this.below(5) }, () => this.of(letters)).join('')
  }

  one(field: Field): string | number {
    if (field.options) return this.of(field.options).value
    if (field.kind === 'number') return this.of([0, -3, 12.5, 1200, -0.25, 1e21])
    if (field.kind === 'day') return this.of(['2026-01-31', '2027-12-01'])
    if (field.kind === 'moment')
      return this.of(['2026-03-31T22:00:00.000Z', '2026-11-27T09:00:00.000Z'])
    return this.text()
  }

  test(): Test {
    const field = this.of(FIELDS)
    const operator = this.of(operatorsOf(field))
    const many = () => Array.from({ length: 1 + this.below(3) }, () => `${this.one(field)}`)
    const value: Value = { nothing: null, one: this.one(field), several: many() }[takes(operator)]
    return { is: 'test', path: field.path, operator, value }
  }

  condition(depth: number): Condition {
    return depth === 0 || this.below(3) === 0 ? this.test() : this.group(depth)
  }

  group(depth: number): Group {
    const of = Array.from({ length: this.below(4) }, () => this.condition(depth - 1))
    return { is: this.of(['all', 'any'] as const), of }
  }
}

const built = (text: string): Group => {
  const reading = read(text, FIELDS)
  if (reading.is !== 'built') throw new Error(`${reading.is}: ${text}`)
  return reading.root
}

describe('what the builder makes', () => {
  it('is the same once it was written and read', () => {
    for (let seed = 0; seed < ROUNDS; seed += 1) {
      const root = new Some(chance(seed)).group(3)
      const text = written(root, FIELDS)
      expect(built(text), text).toEqual(normal(root))
      expect(written(built(text), FIELDS)).toBe(text)
    }
  })

  it('holds as it reads, whatever a task has', () => {
    for (let seed = 0; seed < ROUNDS; seed += 1) {
      const some = new Some(chance(seed))
      const root = some.group(2)
      const trigger = happened(some)
      const text = written(root, FIELDS) || 'true'
      expect(evaluate(text, { trigger }), text).toBe(holds(normal(root), trigger))
    }
  })

  it('is plain to read', () => {
    expect(
      written(
        {
          is: 'all',
          of: [
            { is: 'test', path: 'trigger.task.priority', operator: 'one_of', value: ['high'] },
            {
              is: 'any',
              of: [
                { is: 'test', path: 'trigger.task.custom.amount', operator: 'more', value: 100 },
                { is: 'test', path: 'trigger.task.tags', operator: 'includes', value: 'vip' },
              ],
            },
          ],
        },
        FIELDS,
      ),
    ).toBe(
      'trigger.task.priority in ["high"] && ((has(trigger.task.custom.amount) && ' +
        'trigger.task.custom.amount > 100) || "vip" in trigger.task.tags)',
    )
  })

  it('says in words what it asks', () => {
    const root = built(
      `trigger.task.priority in ["high", "critical"] && !(has(trigger.task.custom.paid) && ` +
        'trigger.task.custom.paid == true) && (size(trigger.task.assignees) == 0 || "ada" in trigger.task.assignees)',
    )
    expect(inPlainWords(root, FIELDS, (_, value) => value.toUpperCase())).toBe(
      'Priority is one of High or Critical and Paid is not checked and ' +
        '(Assignees are empty or Assignees include ADA)',
    )
  })
})

describe('what people write', () => {
  it.each([
    ["trigger.task.priority == 'critical'", 'trigger.task.priority == "critical"'],
    ['((trigger.task.title.contains("a")))', 'trigger.task.title.contains("a")'],
    [
      '!("a" in trigger.task.tags) && (trigger.task.title.startsWith("b") && trigger.task.due_at != null)',
      '!("a" in trigger.task.tags) && trigger.task.title.startsWith("b") && trigger.task.due_at != null',
    ],
    [
      'has(trigger.task.custom.size) && trigger.task.custom.size != "L"',
      'has(trigger.task.custom.size) && !(has(trigger.task.custom.size) && trigger.task.custom.size == "L")',
    ],
    [
      'trigger.task.custom.amount >= -2.5',
      'has(trigger.task.custom.amount) && trigger.task.custom.amount >= -2.5',
    ],
  ])('is shown: %s', (text, again) => {
    expect(written(built(text), FIELDS)).toBe(again)
  })

  it.each([
    'trigger.task.tags.exists(tag, tag == "b")',
    'trigger.task.number > 3',
    'trigger.task.title == trigger.task.description',
    'trigger.task.priority == "urgent"',
    'trigger.task.priority == 1',
    '!(trigger.task.priority == "low" && trigger.task.status == "new")',
    '!(trigger.task.custom.size == "L")',
    'trigger.task.custom.size != "L"',
    'trigger.task.title.size() > 3',
    'trigger.task.title.matches("a.*")',
    'true',
    'trigger.task.priority == "low" ? true : false',
    'trigger.task.custom.paid == false',
    'has(trigger.task.custom.amount) || trigger.task.custom.unknown == 1',
  ])('is more than can be shown: %s', (text) => {
    expect(read(text, FIELDS)).toEqual({ is: 'free' })
  })

  it('is told to be broken', () => {
    expect(read('trigger.task.title ==', FIELDS)).toMatchObject({ is: 'broken' })
    expect(read('', FIELDS)).toEqual({ is: 'built', root: { is: 'all', of: [] } })
  })
})

it('keeps of a value what another operator can use', () => {
  const status = FIELDS.find(({ path }) => path === 'trigger.task.status')
  if (!status) throw new Error('no status')
  const fresh = freshTest(status)
  expect(fresh).toMatchObject({ operator: 'is', value: 'new' })
  const several = withOperator(fresh, 'one_of')
  expect(several.value).toEqual(['new'])
  expect(withOperator(several, 'is_not').value).toBe('new')
  expect(withOperator(several, 'present').value).toBeNull()
})

/** Something that happened to a task, of which half is missing. */
function happened(some: Some): Record<string, unknown> {
  const root = { task: { custom: {} }, event: { changes: {} } }
  for (const field of FIELDS) {
    if (field.path.endsWith('.old')) continue
    const parent = field.path.startsWith('trigger.task.custom.')
      ? root.task.custom
      : field.kind === 'change'
        ? root.event.changes
        : field.path.startsWith('trigger.event.')
          ? root.event
          : root.task
    const name = /"(.*)"/.exec(field.path)?.[1] ?? field.path.slice(field.path.lastIndexOf('.') + 1)
    const isMissing = field.guard !== undefined && some.below(2) === 0
    if (isMissing && field.guard?.includes('null')) Object.assign(parent, { [name]: null })
    if (!isMissing) Object.assign(parent, { [name]: somewhat(field, some) })
  }
  return root
}

function somewhat(field: Field, some: Some): unknown {
  if (field.kind === 'checkbox') return some.below(2) === 0
  if (field.kind === 'change') {
    const words = field.path.endsWith('priority') ? ['low', 'high'] : ['new', 'on_hold']
    return { old: some.of(words), new: some.of(words) }
  }
  if (field.kind === 'people' || field.kind === 'tags') {
    return Array.from({ length: some.below(3) }, () => some.text())
  }
  if (field.presence && !field.guard && some.below(2) === 0) return ''
  return some.one(field)
}

/** What a condition means, told without CEL. */
function holds(condition: Condition, trigger: Record<string, unknown>): boolean {
  if (condition.is !== 'test') {
    const each = condition.of.map((inner) => holds(inner, trigger))
    return condition.is === 'all' ? each.every(Boolean) : each.some(Boolean)
  }
  const names = condition.path.match(/"[^"]+"|\w+/g)?.map((name) => name.replaceAll('"', '')) ?? []
  const found = names
    .slice(1)
    .reduce<unknown>(
      (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
      trigger,
    )
  return asked(condition, found)
}

function asked({ operator, value }: Test, found: unknown): boolean {
  const isThere = found !== undefined && found !== null
  const text = String(found)
  switch (operator) {
    case 'present':
      return isThere && (found as string).length !== 0
    case 'absent':
      return !isThere || (found as string).length === 0
    case 'is':
    case 'is_not':
      return (isThere && found === value) === (operator === 'is')
    case 'one_of':
    case 'none_of':
      return (isThere && (value as string[]).includes(found as string)) === (operator === 'one_of')
    case 'includes':
    case 'excludes':
      return (found as unknown[]).includes(value) === (operator === 'includes')
    case 'contains':
    case 'lacks':
      return (isThere && text.includes(value as string)) === (operator === 'contains')
    case 'starts_with':
      return isThere && text.startsWith(value as string)
    case 'ends_with':
      return isThere && text.endsWith(value as string)
    case 'checked':
    case 'unchecked':
      return (isThere && found === true) === (operator === 'checked')
    case 'less':
      return isThere && (found as number) < (value as number)
    case 'at_most':
      return isThere && (found as number) <= (value as number)
    case 'more':
      return isThere && (found as number) > (value as number)
    case 'at_least':
      return isThere && (found as number) >= (value as number)
  }
}
