import { expect, it } from 'vitest'

import { mentionAt, toMarkup, toWriting } from './mentions'

const ADA = { id: '0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69', name: 'Ada Lovelace' }
const SHORT = { id: '0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a60', name: 'Ada' }

it('goes to markup and back', () => {
  const markup = `Ask @[Ada Lovelace](user:${ADA.id}), then @[Ada](user:${SHORT.id}).`
  const { text, mentioned } = toWriting(markup)
  expect(text).toBe('Ask @Ada Lovelace, then @Ada.')
  expect(mentioned).toEqual([ADA, SHORT])
  expect(toMarkup(text, mentioned)).toBe(markup)
})

it('leaves what only looks like a mention', () => {
  expect(toMarkup('mail a@Adam, @Adam', [SHORT])).toBe('mail a@Adam, @Adam')
  expect(toMarkup('@Ada', [])).toBe('@Ada')
})

it.each<[string, string | undefined]>([
  ['Hello @', ''],
  ['Hello @Ada L', 'Ada L'],
  ['@ad', 'ad'],
  ['mail@ada', undefined],
  ['Hello @Ada said something long', undefined],
])('finds in %j the beginning %j', (text, found) => {
  expect(mentionAt(text, text.length)).toBe(found)
})
