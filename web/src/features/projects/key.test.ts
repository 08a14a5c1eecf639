import { expect, it } from 'vitest'

import { suggestKey } from './key'

it.each([
  ['Operations', 'OPER'],
  ['Outbound freight', 'OF'],
  ['Zürich – Lager 2', 'ZL2'],
  ['2026 plans', 'P'],
  ['', ''],
])('suggests for %s the key %s', (name, key) => {
  expect(suggestKey(name)).toBe(key)
})
