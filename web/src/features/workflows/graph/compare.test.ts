import { expect, it } from 'vitest'

import type { Definition } from '../definition'

import { compared, isSame } from './compare'

const drawn: Definition = {
  variables: [{ name: 'amount', label: 'Amount', type: 'number' }],
  nodes: [
    {
      id: 'start',
      name: 'Start',
      does: { kind: 'start', when: 'manual' },
      position: { x: 0, y: 0 },
    },
    {
      id: 'ask',
      name: 'Ask',
      does: { kind: 'approval', question: 'Go on?', approvers: [{ role: 'admin' }] },
      position: { x: 0, y: 0 },
    },
  ],
  edges: [{ from: 'start', exit: 'next', to: 'ask' }],
}

it('finds nothing between the same, wherever it lies and whatever is written out', () => {
  const again: Definition = structuredClone(drawn)
  const [, ask] = again.nodes
  if (!ask) throw new Error('not drawn')
  again.nodes[1] = {
    ...ask,
    position: { x: 9, y: 9 },
    limit_seconds: null,
    does: {
      approvers: [{ role: 'admin' }],
      question: 'Go on?',
      kind: 'approval',
      allow_self: false,
    },
  }
  const difference = compared(drawn, again)
  expect(isSame(difference)).toBe(true)
  expect(difference.moved).toBe(1)
})

it('names steps, fields, edges and variables that differ', () => {
  const after: Definition = {
    variables: [{ name: 'amount', label: 'Amount', type: 'text' }],
    nodes: [
      {
        id: 'ask',
        name: 'Ask the leads',
        does: { kind: 'approval', question: 'Go on?', needed: 2, approvers: [{ role: 'user' }] },
        position: { x: 0, y: 0 },
      },
      {
        id: 'wait',
        name: 'Wait',
        does: { kind: 'delay', wait: { seconds: 1 } },
        position: { x: 0, y: 0 },
      },
    ],
    edges: [{ from: 'ask', exit: 'approved', to: 'wait' }],
  }
  const { steps, variables, added, removed } = compared(drawn, after)
  expect(steps.map(({ id, change }) => [id, change])).toEqual([
    ['ask', 'changed'],
    ['wait', 'added'],
    ['start', 'removed'],
  ])
  expect(steps[0]?.fields).toEqual([
    { path: 'name', before: 'Ask', after: 'Ask the leads' },
    { path: 'does.approvers', before: [{ role: 'admin' }], after: [{ role: 'user' }] },
    { path: 'does.needed', after: 2 },
  ])
  expect(variables).toMatchObject([{ id: 'amount', fields: [{ path: 'type' }] }])
  expect(added).toEqual(after.edges)
  expect(removed).toEqual(drawn.edges)
})
