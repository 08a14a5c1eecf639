import { expect, it } from 'vitest'

import { type Definition, EMPTY } from '../definition'

import { copied, pasted } from './clipboard'
import { unused } from './ids'
import { withReferences } from './references'

const drawn: Definition = {
  variables: [],
  nodes: [
    {
      id: 'ask',
      name: 'Ask',
      does: { kind: 'approval', question: '', approvers: [] },
      position: { x: 100, y: 50 },
    },
    {
      id: 'tell',
      name: 'Tell',
      does: {
        kind: 'notification',
        channel: { inbox: [{ from: 'steps.ask.by' }] },
        text: '{{ steps.ask.decision }} {{ steps.other.task }}',
      },
      position: { x: 420, y: 80 },
    },
  ],
  edges: [
    { from: 'ask', exit: 'approved', to: 'tell' },
    { from: 'tell', exit: 'next', to: 'ask' },
  ],
}

it('pastes copies that speak of each other, under names of their own', () => {
  const text = copied(drawn, new Set(['ask', 'tell']))
  const copy = pasted(drawn, text)
  expect(copy?.ids).toEqual(['ask_2', 'tell_2'])
  expect(copy?.definition.edges).toContainEqual({ from: 'ask_2', exit: 'approved', to: 'tell_2' })
  expect(copy?.definition.nodes[3]?.does).toMatchObject({
    channel: { inbox: [{ from: 'steps.ask_2.by' }] },
    text: '{{ steps.ask_2.decision }} {{ steps.other.task }}',
  })
  expect(copy?.definition.nodes[2]?.position).toEqual({ x: 140, y: 90 })
})

it('pastes into another workflow, where the pointer is, and keeps names that are free', () => {
  const copy = pasted(EMPTY, copied(drawn, new Set(['tell'])), { x: 10, y: 20 })
  expect(copy?.ids).toEqual(['tell'])
  expect(copy?.definition.edges).toEqual([])
  expect(copy?.definition.nodes[0]?.position).toEqual({ x: 10, y: 20 })
})

it('takes nothing that holds no steps', () => {
  expect(pasted(EMPTY, 'Hello')).toBeUndefined()
  expect(pasted(EMPTY, '{"nodes": []}')).toBeUndefined()
  expect(pasted(EMPTY, copied(drawn, new Set()))).toBeUndefined()
})

it('replaces whole names only', () => {
  const names = new Map([['ask', 'leads']])
  expect(withReferences('steps.ask.by + steps.ask_2.by + mysteps.ask.by', names)).toBe(
    'steps.leads.by + steps.ask_2.by + mysteps.ask.by',
  )
})

it('finds the next name that is free', () => {
  expect(unused('ask_2', new Set(['ask_2']))).toBe('ask_3')
  const long = 'x'.repeat(40)
  expect(unused(long, new Set([long]))).toHaveLength(40)
})
