import { expect, it } from 'vitest'

import { KINDS } from '../nodes/registry'

import { type Field, freshValue, settingsOf, variantFor } from './field'

const property = (field: Field, name: string): Field => {
  const found =
    field.is === 'object' ? field.properties.find((each) => each.name === name) : undefined
  if (!found) throw new Error(`no ${name}`)
  return found.field
}

it('knows the fields of every kind', () => {
  const unknown = (field: Field): boolean =>
    field.is === 'unknown' ||
    (field.is === 'object' && field.properties.some(({ field: inner }) => unknown(inner))) ||
    (field.is === 'list' && unknown(field.item)) ||
    (field.is === 'variants' &&
      field.variants.some(({ inner }) => inner.at === 'key' && unknown(inner.field)))
  for (const { kind } of KINDS) {
    const settings = settingsOf(kind)
    expect(['object', 'variants']).toContain(settings.is)
    expect(unknown(settings)).toBe(false)
  }
})

it('says what a field is for without the marks of code', () => {
  expect(property(settingsOf('http_call'), 'headers').hint).toBe(
    'Headers that are sent, such as authorization. Only those who may change the step see them.',
  )
})

it('tells texts, expressions, numbers and durations apart', () => {
  const approval = settingsOf('approval')
  expect(property(approval, 'question')).toMatchObject({
    is: 'template',
    hint: 'What they are asked.',
    optional: false,
  })
  expect(property(approval, 'needed')).toMatchObject({ is: 'number', minimum: 1, optional: true })
  expect(property(approval, 'remind_every_seconds')).toMatchObject({ is: 'duration', minimum: 60 })
  expect(property(approval, 'allow_self').is).toBe('switch')
  const task = settingsOf('create_task')
  expect(property(task, 'project_id')).toMatchObject({ is: 'id', type: 'Id', optional: true })
  expect(property(task, 'priority')).toMatchObject({ is: 'choice', optional: true })
  expect(property(task, 'assignees')).toMatchObject({
    is: 'list',
    item: { type: 'WorkflowPerson' },
  })
  expect(property(settingsOf('http_call'), 'headers')).toMatchObject({
    is: 'map',
    value: { is: 'template' },
  })
})

it('reads the three ways in which unions are tagged', () => {
  const limit = property(settingsOf('approval'), 'on_limit')
  const start = settingsOf('start')
  if (limit.is !== 'variants' || start.is !== 'variants') throw new Error('no variants')
  expect(limit.variants.map(({ key, inner }) => [key, inner.at])).toEqual([
    ['exit', 'nowhere'],
    ['approve', 'nowhere'],
    ['reject', 'nowhere'],
    ['escalate', 'key'],
  ])
  expect(variantFor(limit.variants, { escalate: [] })?.key).toBe('escalate')
  expect(variantFor(limit.variants, 'reject')?.key).toBe('reject')
  expect(variantFor(start.variants, { kind: 'start', when: 'schedule' })?.key).toBe('schedule')
})

it('makes new values that the server takes', () => {
  const wait = property(settingsOf('delay'), 'wait')
  expect(freshValue(wait)).toEqual({ seconds: 3600 })
  const branches = property(settingsOf('condition'), 'branches')
  if (branches.is !== 'list') throw new Error('no list')
  expect(freshValue(branches.item)).toEqual({ exit: 'expensive', when: '' })
})
