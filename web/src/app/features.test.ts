import { expect, it } from 'vitest'

import { commands, navigation, shortcuts } from './features'

it('gives each shortcut one meaning', () => {
  const keys = [...navigation, ...commands, ...shortcuts].flatMap((each) => each.keys ?? [])
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted())
})
