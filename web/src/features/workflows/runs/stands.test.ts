import { expect, it } from 'vitest'

import type { Definition } from '../definition'

import { type Activity, decorationsOf, type Happening, standsOf, takenEdges } from './stands'

const at = { iteration: 1 }
const since = '2026-11-27T08:30:00Z'

const activity = (node: string, doing: Activity['doing']): Activity => ({
  node,
  iteration: 1,
  since,
  doing,
})
const waiting = { state: 'waiting', waiting: { waits_for: 'time', until: since } } as const
const stuck = {
  state: 'stuck',
  incident: { failure: { message: 'refused', passing: false }, attempts: 1, at: since },
} as const

it('tells where a run stands, what needs a decision first', () => {
  const happened: Happening[] = [
    { what: 'left', node: 'start', ...at, exit: 'next', output: {} },
    { what: 'skipped', node: 'call', ...at, exit: 'next' },
    { what: 'left', node: 'call', ...at, exit: 'next', output: { skipped: true } },
    { what: 'stopped', node: 'other', ...at },
  ]
  const activities = [activity('ask', stuck), activity('ask', waiting), activity('rest', waiting)]
  const stands = standsOf({ activities, steps: { made: {} } }, happened)
  expect(Object.fromEntries(stands)).toEqual({
    made: 'done',
    start: 'done',
    call: 'skipped',
    other: 'stopped',
    ask: 'stuck',
    rest: 'waiting',
  })
  expect(decorationsOf(stands).get('ask')).toMatchObject({ words: 'Stuck', tone: 'danger' })
})

it('knows a step that is come to again as not done', () => {
  const happened: Happening[] = [{ what: 'left', node: 'ask', ...at, exit: 'rejected', output: {} }]
  const stands = standsOf({ activities: [activity('ask', waiting)], steps: { ask: {} } }, happened)
  expect(stands.get('ask')).toBe('waiting')
})

it('tells which edges were taken, by their exits', () => {
  const definition: Definition = {
    variables: [],
    nodes: [],
    edges: [
      { from: 'ask', exit: 'approved', to: 'do' },
      { from: 'ask', exit: 'rejected', to: 'tell' },
      { from: 'call', exit: 'next', to: 'tell' },
    ],
  }
  const happened: Happening[] = [
    { what: 'left', node: 'ask', ...at, exit: 'rejected', output: {} },
    { what: 'skipped', node: 'call', ...at, exit: 'next' },
    { what: 'left', node: 'call', ...at, exit: 'next', output: { skipped: true } },
  ]
  expect([...takenEdges(definition, happened)]).toEqual(['ask/rejected/tell', 'call/next/tell'])
})
