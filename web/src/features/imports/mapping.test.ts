import { expect, it } from 'vitest'

import {
  fieldKey,
  guessKind,
  isWordOf,
  mergedRules,
  missingOf,
  targetsOf,
  translated,
  withConstant,
  withPart,
  withTarget,
  withValue,
} from './mapping'
import type { Rule } from './requests'

const rules: Rule[] = [
  { target: 'title', column: 'Name' },
  { target: 'priority', column: 'Urgency', values: [{ from: 'Urgent', to: 'critical' }] },
]

it('gives a field to one column and a column to one field', () => {
  expect(withTarget(rules, 'Summary', { target: 'title' })).toEqual([
    rules[1],
    { target: 'title', column: 'Summary' },
  ])
  expect(withTarget(rules, 'Name', { target: 'description' })).toEqual([
    { target: 'description', column: 'Name' },
    rules[1],
  ])
  expect(withTarget(rules, 'Name', undefined)).toEqual([rules[1]])
  expect(withConstant(rules, 'title', 'Same')).toEqual([
    rules[1],
    { target: 'title', constant: 'Same' },
  ])
})

it('changes and takes away parts of a rule', () => {
  expect(withPart(rules, 'priority', { default: 'low', values: undefined })).toEqual([
    rules[0],
    { target: 'priority', column: 'Urgency', default: 'low' },
  ])
})

it('compares values as the mapping does', () => {
  const values = withValue(rules[1]?.values ?? [], ' urgent ', 'high')
  expect(values).toEqual([{ from: ' urgent ', to: 'high' }])
  expect(translated({ target: 'priority', values }, 'URGENT')).toBe('high')
  expect(withValue(values, 'Urgent', '')).toEqual([])
  const [status] = targetsOf([], []).filter(({ target }) => target === 'status')
  expect(status && isWordOf(status, 'in progress')).toBe(true)
  expect(status && isWordOf(status, 'Done')).toBe(false)
})

it('offers fields that the mapping asks for once', () => {
  const asked: Rule = {
    target: 'custom.floor',
    column: 'Floor',
    create: { name: 'Floor', kind: 'number' },
  }
  expect(targetsOf([], [asked]).at(-1)).toEqual({
    target: 'custom.floor',
    name: 'Floor',
    kind: 'number',
    isNew: true,
  })
  const there = targetsOf([{ key: 'floor', name: 'Floor', kind: 'number' }], [asked])
  expect(there.filter(({ target }) => target === 'custom.floor')).toHaveLength(1)
})

it('says what is missing', () => {
  expect(missingOf(rules, 'create', null)).toEqual([])
  expect(missingOf([], 'create', null)).toHaveLength(1)
  expect(missingOf(rules, 'upsert', null)).toHaveLength(1)
  expect(missingOf([...rules, { target: 'external_id', column: 'Id' }], 'upsert', null)).toEqual([])
  expect(missingOf([], 'update', 'custom.number')).toHaveLength(1)
})

it('makes keys and kinds for new fields', () => {
  expect(fieldKey('Größe (m²)', [])).toBe('große_m'.replace('ß', '_'))
  expect(fieldKey('Floor', ['floor', 'floor_2'])).toBe('floor_3')
  expect(fieldKey('42', [])).toBe('field')
  expect(guessKind(['1', '2,5'])).toBe('number')
  expect(guessKind(['31.12.2026'])).toBe('date')
  expect(guessKind(['Yes', 'no'])).toBe('checkbox')
  expect(guessKind([])).toBe('text')
})

it('keeps what two people changed of a mapping at once', () => {
  const title = { target: 'title', column: 'Task' }
  const tags = { target: 'tags', column: 'Labels' }
  const base = [title, tags]
  const mine = [title, { target: 'description', column: 'Notes' }]
  const theirs = [title, tags, { target: 'priority', column: 'Urgency' }]
  expect(mergedRules(base, mine, theirs)).toEqual([
    title,
    { target: 'priority', column: 'Urgency' },
    { target: 'description', column: 'Notes' },
  ])
  // One column goes to one field: to mine.
  expect(mergedRules(base, mine, [title, { target: 'external_id', column: 'Notes' }])).toEqual([
    title,
    { target: 'description', column: 'Notes' },
  ])
})
