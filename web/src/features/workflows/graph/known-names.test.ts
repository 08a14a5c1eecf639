import { expect, it } from 'vitest'

import type { Definition } from '../definition'

import { completion, knownNames } from './known-names'

const at = { x: 0, y: 0 }
const drawn: Definition = {
  variables: [{ name: 'amount', label: 'Amount in euros', type: 'number' }],
  nodes: [
    {
      id: 'start',
      name: 'Start',
      does: { kind: 'start', when: 'task_event', event: 'created' },
      position: at,
    },
    {
      id: 'ask',
      name: 'Ask',
      does: { kind: 'approval', question: '', approvers: [] },
      position: at,
    },
    {
      id: 'tell',
      name: 'Tell',
      does: { kind: 'notification', channel: { inbox: [] }, text: '' },
      position: at,
    },
  ],
  edges: [
    { from: 'start', exit: 'next', to: 'ask' },
    { from: 'ask', exit: 'approved', to: 'tell' },
  ],
}
const names = knownNames(drawn, 'tell')
const found = (text: string, language: 'expression' | 'template' = 'expression') =>
  completion(text, text.length, language, names)?.names.map(({ path }) => path)

it('knows what began it, variables, steps on the way, and the run', () => {
  const paths = names.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining([
      'trigger.task.title',
      'vars.amount',
      'steps.ask.decision',
      'run.started_by',
    ]),
  )
  // What comes later is not known yet.
  expect(knownNames(drawn, 'ask').map(({ path }) => path)).not.toContain('steps.tell.error')
})

it('completes the name that is being written', () => {
  expect(found('vars.am')).toEqual(['vars.amount'])
  expect(found("trigger.task.priority == 'critical' && steps.ask.d")).toEqual([
    'steps.ask.decision',
  ])
  expect(found('decision')).toEqual(['steps.ask.decision'])
  expect(found("x == 'var")).toBeUndefined()
  expect(found('vars.amount')).toBeUndefined()
})

it('completes texts in their gaps only', () => {
  expect(found('Look at vars.am', 'template')).toBeUndefined()
  expect(found('Look at {{ vars.am', 'template')).toEqual(['vars.amount'])
  expect(found('{% if vars.am', 'template')).toEqual(['vars.amount'])
  expect(found('{{ vars.amount }} vars.am', 'template')).toBeUndefined()
})
