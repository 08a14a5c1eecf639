import { expect, it } from 'vitest'

import { begun, changed, redone, undone } from './history'

it('undoes and does again', () => {
  const history = changed(changed(begun('a'), 'b'), 'c')
  expect(undone(undone(history)).present).toBe('a')
  expect(redone(undone(history))).toMatchObject({ present: 'c', future: [] })
  expect(undone(begun('a')).present).toBe('a')
  expect(redone(history).present).toBe('c')
})

it('undoes at once what was written letter by letter', () => {
  let history = begun('')
  for (const text of ['H', 'He', 'Hey']) history = changed(history, text, 'name')
  expect(undone(history).present).toBe('')
  history = changed(history, 'Hey!', 'other')
  expect(undone(history).present).toBe('Hey')
})

it('begins anew after an undo, and forgets what was undone', () => {
  let history = changed(changed(begun('a'), 'b', 'name'), 'c', 'other')
  history = changed(undone(history), 'd', 'other')
  expect(history).toMatchObject({ past: ['a', 'b'], present: 'd', future: [] })
})

it('keeps the last two hundred', () => {
  let history = begun(0)
  for (let count = 1; count <= 300; count += 1) history = changed(history, count)
  expect(history.past).toHaveLength(200)
  expect(history.past[0]).toBe(100)
})
