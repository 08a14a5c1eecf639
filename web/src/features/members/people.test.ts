import { expect, it } from 'vitest'

import type { Person } from '@/api/people'

import { isLastAdmin, narrowed } from './people'

const person = (name: string, more: Partial<Person> = {}): Person => ({
  id: name,
  name,
  email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
  role: 'user',
  state: 'active',
  created_at: '2026-11-27T08:30:00Z',
  revision: 1,
  ...more,
})

const mara = person('Mara', { role: 'admin' })
const tomas = person('Tomás Novák')
const elif = person('Elif', { role: 'guest', state: 'invited' })

it('finds by words of name and address, accents aside', () => {
  const people = [mara, tomas, elif]
  expect(narrowed(people, { q: 'novak tom' })).toEqual([tomas])
  expect(narrowed(people, { q: 'elif@' })).toEqual([elif])
  expect(narrowed(people, { role: 'guest', state: 'invited' })).toEqual([elif])
  expect(narrowed(people, { q: 'mara', role: 'guest' })).toEqual([])
  expect(narrowed(people, {})).toEqual(people)
})

it('knows the last admin who can sign in', () => {
  const invited = person('Ada', { role: 'admin', state: 'invited' })
  const disabled = person('Ben', { role: 'admin', state: 'disabled' })
  expect(isLastAdmin(mara, [mara, tomas, invited, disabled])).toBe(true)
  expect(isLastAdmin(mara, [mara, person('Eve', { role: 'admin' })])).toBe(false)
  expect(isLastAdmin(tomas, [mara, tomas])).toBe(false)
})
