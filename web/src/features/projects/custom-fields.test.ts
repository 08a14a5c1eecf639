import { expect, it } from 'vitest'

import { type CustomField, fieldKey, moved, optionsOf } from './custom-fields'

it.each([
  ['Delivery window', [], 'delivery_window'],
  ['Größe (m³)', [], 'grosse_m3'],
  ['2nd contact', [], 'nd_contact'],
  ['客户', [], 'field'],
  ['Customer', ['customer', 'customer_2'], 'customer_3'],
])('makes of %s beside %j the key %s', (name, taken, key) => {
  expect(fieldKey(name, taken)).toBe(key)
})

it('makes keys that the server takes', () => {
  for (const name of ['x'.repeat(200), '___', 'A-B-C', '9']) {
    expect(fieldKey(name, [])).toMatch(/^[a-z][a-z0-9_]{0,39}$/)
  }
})

it('moves a field within the list and never out of it', () => {
  const fields = ['a', 'b', 'c'].map((key): CustomField => ({ key, name: key, kind: 'text' }))
  const keys = (list: CustomField[]) => list.map(({ key }) => key).join('')
  expect(keys(moved(fields, 0, 1))).toBe('bac')
  expect(keys(moved(fields, 2, 0))).toBe('cab')
  expect(keys(moved(fields, 0, -1))).toBe('abc')
  expect(keys(moved(fields, 2, 3))).toBe('abc')
})

it('reads options one a line', () => {
  expect(optionsOf(' Rail \n\nRoad\nRail\n')).toEqual(['Rail', 'Road'])
})
