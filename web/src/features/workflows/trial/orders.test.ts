import { expect, it } from 'vitest'

import type { Names } from '../nodes/shape'

import { toldOrder } from './orders'

const names: Names = {
  person: (id) => ({ ada: 'Ada', grace: 'Grace' })[id] ?? 'someone',
  project: () => 'Operations',
  workflow: () => 'Escalate',
}
const ordered = (
  action: Extract<Parameters<typeof toldOrder>[0], { do: unknown }>['do']['action'],
) => toldOrder({ do: { key: { node: 'a', iteration: 1 }, attempt: 1, action } }, names)

it('tells what would have gone out, with its text', () => {
  expect(
    ordered({ action: 'notify', way: { email: ['ada', 'grace'] }, text: 'It is done' }),
  ).toEqual({ what: 'Tell Ada and Grace by e-mail', text: 'It is done', node: 'a' })
  expect(
    ordered({
      action: 'ask',
      question: 'May we?',
      people: ['ada'],
      roles: ['admin'],
      needed: 2,
      escalated: false,
    }),
  ).toMatchObject({ what: 'Ask Ada and every admin, of whom 2 have to agree', text: 'May we?' })
  expect(
    ordered({ action: 'change_task', task_id: 't', status: 'on_hold', add_tags: ['late'] }),
  ).toMatchObject({ what: 'Change the task: status On hold, tags late' })
  expect(
    ordered({ action: 'call', method: 'POST', url: 'https://example.com/', headers: {} }),
  ).toMatchObject({ what: 'Call POST https://example.com/', text: undefined })
})
