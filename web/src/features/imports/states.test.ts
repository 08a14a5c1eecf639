import { expect, it } from 'vitest'

import { asSentence, reasonBeside } from './states'

it('says a value once where it stands beside the reason', () => {
  const reason = '"ada@x.example": nobody in your organization has this e-mail address'
  expect(reasonBeside(' ada@x.example ', reason)).toBe(
    'nobody in your organization has this e-mail address',
  )
  expect(reasonBeside('Blazing', 'must be one of Low, High')).toBe('must be one of Low, High')
})

it('begins a sentence with a capital letter, and leaves quoted values as they are', () => {
  expect(asSentence('must be a date')).toBe('Must be a date')
  expect(asSentence('"ada" is nobody')).toBe('"ada" is nobody')
  expect(asSentence('')).toBe('')
})
