import { expect, it } from 'vitest'

import { eventWords, placeOf, reasonOf, verdictOf } from './telling'

it('tells a circle from a condition that does not hold', () => {
  const circle = 'It would go in a circle: 8 rules and workflows have set each other off by now.'
  expect(verdictOf({ fired: false, why_not: circle })).toBe('cut')
  expect(verdictOf({ fired: true, why_not: null })).toBe('fired')
  const held = 'The condition does not hold: trigger.task.title == "a: b"'
  expect(verdictOf({ fired: false, why_not: held })).toBe('not_fired')
  expect(reasonOf({ why_not: held }).code).toBe('trigger.task.title == "a: b"')
  expect(reasonOf({ why_not: circle })).toEqual({ words: circle, code: undefined })
})

it('says what happened, and where it is shown', () => {
  expect(eventWords('task.status_changed')).toBe('Task: status changed')
  expect(placeOf({ subject: { type: 'task', id: 'x', key: 'OPS-1' } })).toBe('/tasks?task=OPS-1')
  expect(placeOf({ subject: { type: 'import', id: 'i', key: 'a.csv' } })).toBe('/imports/i')
  expect(placeOf({ subject: null })).toBeUndefined()
})
