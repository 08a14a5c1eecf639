import { describe, expect, it } from 'vitest'

import { type Definition, type Does, edgeId, type Step } from '../definition'

import { addStep, changeStep, connect, isRefusal, moveSteps, removeSteps } from './edit'

const step = (id: string, does: Does, x = 0): Step => ({
  id,
  name: id,
  does,
  position: { x, y: 0 },
})
const edges = (definition: Definition) => definition.edges.map(edgeId)

const drawn: Definition = {
  variables: [],
  nodes: [
    step('start', { kind: 'start', when: 'manual' }),
    step('ask', { kind: 'approval', question: 'Go on?', approvers: [] }, 320),
    step('tell', { kind: 'notification', channel: { inbox: [] }, text: '{{ steps.ask.by }}' }, 640),
  ],
  edges: [
    { from: 'start', exit: 'next', to: 'ask' },
    { from: 'ask', exit: 'approved', to: 'tell' },
  ],
}

describe('connecting', () => {
  const connected = (from: string, exit: string, to: string, definition = drawn) => {
    const answer = connect(definition, { from, exit, to })
    return isRefusal(answer) ? answer.refusal : edges(answer)
  }

  it('leads from an exit to a step', () => {
    expect(connected('ask', 'rejected', 'tell')).toContain('ask/rejected/tell')
  })

  it('takes the place of what left by the same exit, but not where several may', () => {
    expect(connected('start', 'next', 'tell')).toEqual(['ask/approved/tell', 'start/next/tell'])
    const split = { ...drawn, nodes: [...drawn.nodes, step('split', { kind: 'parallel' })] }
    const once = connect(split, { from: 'split', exit: 'next', to: 'ask' })
    if (isRefusal(once)) throw new Error(once.refusal)
    expect(connected('split', 'next', 'tell', once)).toEqual(
      expect.arrayContaining(['split/next/ask', 'split/next/tell']),
    )
  })

  it('says why two steps cannot be connected', () => {
    expect(connected('ask', 'approved', 'tell')).toContain('already')
    expect(connected('tell', 'next', 'start')).toContain('begins')
    expect(connected('ask', 'never', 'tell')).toContain('cannot be left')
    expect(connected('ask', 'approved', 'gone')).toContain('not there')
  })
})

describe('adding', () => {
  it('follows on the chosen step by an exit that is free', () => {
    const { definition, id } = addStep(drawn, { kind: 'create_task', after: 'ask' })
    expect(id).toBe('create_a_task')
    expect(edges(definition)).toContain('ask/rejected/create_a_task')
    expect(definition.nodes.at(-1)?.position).not.toEqual({ x: 640, y: 0 })
  })

  it('goes in between where nothing is free', () => {
    const { definition, id } = addStep(drawn, { kind: 'delay', after: 'start' })
    expect(edges(definition)).toEqual(['ask/approved/tell', `start/next/${id}`, `${id}/next/ask`])
  })

  it('gives each step a name of its own', () => {
    const once = addStep(drawn, { kind: 'delay' })
    const twice = addStep(once.definition, { kind: 'delay' })
    expect([once.id, twice.id]).toEqual(['wait', 'wait_2'])
    expect(twice.definition.edges).toBe(drawn.edges)
  })

  it('leads nowhere to a start', () => {
    const { definition } = addStep(drawn, { kind: 'start', after: 'tell' })
    expect(definition.edges).toEqual(drawn.edges)
  })
})

it('removes steps with what leads to and from them', () => {
  const left = removeSteps(drawn, new Set(['ask']))
  expect(left.nodes.map(({ id }) => id)).toEqual(['start', 'tell'])
  expect(left.edges).toEqual([])
})

it('moves what is said to move, and leaves the rest the same value', () => {
  const moved = moveSteps(drawn, new Map([['ask', { x: 1, y: 2 }]]))
  expect(moved.nodes[1]?.position).toEqual({ x: 1, y: 2 })
  expect(moved.nodes[0]).toBe(drawn.nodes[0])
})

describe('changing a step', () => {
  const decide = (exits: string[]) =>
    step('decide', { kind: 'condition', branches: exits.map((exit) => ({ exit, when: 'true' })) })
  const decided: Definition = {
    ...drawn,
    nodes: [...drawn.nodes, decide(['dear', 'cheap'])],
    edges: [
      { from: 'decide', exit: 'dear', to: 'ask' },
      { from: 'decide', exit: 'cheap', to: 'tell' },
    ],
  }

  it('lets edges follow a branch that gets another name', () => {
    expect(edges(changeStep(decided, 'decide', decide(['costly', 'cheap'])))).toEqual([
      'decide/costly/ask',
      'decide/cheap/tell',
    ])
  })

  it('removes the edges of a branch that is gone', () => {
    expect(edges(changeStep(decided, 'decide', decide(['cheap'])))).toEqual(['decide/cheap/tell'])
  })

  it('uses another id in edges and expressions, too', () => {
    const ask = drawn.nodes[1]
    if (!ask) throw new Error('not drawn')
    const renamed = changeStep(drawn, 'ask', { ...ask, id: 'leads' })
    expect(edges(renamed)).toEqual(['start/next/leads', 'leads/approved/tell'])
    expect(renamed.nodes[2]?.does).toMatchObject({ text: '{{ steps.leads.by }}' })
  })
})
