import { expect, it } from 'vitest'

import type { Happening } from './stands'
import { type Naming, toldHappening, toldMessage } from './telling'

const naming: Naming = {
  step: (id) => (id === 'ask' ? 'Ask the leads' : id),
  person: (id) => ({ ada: 'Ada', grace: 'Grace' })[id] ?? 'Someone',
  who: 'Ada',
}
const at = { node: 'ask', iteration: 1 }

it.each<[Happening, string | undefined]>([
  [{ what: 'entered', ...at }, undefined],
  [{ what: 'ordered', ...at, attempt: 1 }, 'Ask the leads began'],
  [{ what: 'ordered', ...at, attempt: 3 }, 'Ask the leads is tried again, for the third time'],
  [
    {
      what: 'failed',
      ...at,
      attempt: 1,
      failure: { message: 'Connection refused', passing: true },
    },
    'Ask the leads failed and is tried again: Connection refused',
  ],
  [
    { what: 'asked', ...at, people: ['ada', 'grace'], question: 'Restart?' },
    'Ask the leads asked Ada and Grace: “Restart?”',
  ],
  [
    { what: 'voted', ...at, user_id: 'grace', verdict: 'rejected' },
    'Grace rejected “Ask the leads”',
  ],
  [{ what: 'left', ...at, exit: 'next', output: {} }, 'Ask the leads is done'],
  [{ what: 'left', ...at, exit: 'next', output: { skipped: true } }, undefined],
  [
    { what: 'left', ...at, exit: 'approved', output: {} },
    'Ask the leads is done, by “if approved”',
  ],
  [
    { what: 'stuck', ...at, failure: { message: 'Connection refused', passing: false } },
    'Ask the leads is stuck: Connection refused',
  ],
  [{ what: 'skipped', ...at, exit: 'next' }, 'Ada skipped Ask the leads'],
  [{ what: 'cancelled', reason: 'Not needed' }, 'Ada cancelled the run: Not needed'],
  [{ what: 'completed' }, 'The run came to its end'],
])('tells %j', (happening, text) => {
  expect(toldHappening(happening, naming)?.text).toBe(text)
})

it('tells what people were told', () => {
  const told = { ...at, people: ['grace'], by: 'email' as const, text: 'It is done' }
  expect(toldMessage(told, naming).text).toBe('Ask the leads told Grace by e-mail: “It is done”')
})
