import { expect, it } from 'vitest'

import type { Definition, Step } from '../definition'

import {
  FRESH,
  outcomesOf,
  scenarioOf,
  type Simulation,
  triggerOf,
  webhookTrigger,
} from './scenario'
import { laterBy, seenUntil } from './walk'

const T0 = '2026-11-27T08:00:00Z'
const definition: Definition = {
  variables: [],
  nodes: [],
  edges: [
    { from: 'start', exit: 'next', to: 'ask' },
    { from: 'ask', exit: 'rejected', to: 'tell' },
  ],
}
const at = { iteration: 1 }
const simulation: Simulation = {
  end: { how: 'completed' },
  ended_at: T0,
  trigger: {},
  orders: [],
  edges: [],
  vars: {},
  steps: {},
  unused: [],
  path: [
    { at: T0, happening: { what: 'entered', node: 'start', ...at } },
    { at: T0, happening: { what: 'left', node: 'start', ...at, exit: 'next', output: {} } },
    { at: T0, happening: { what: 'waits', node: 'ask', ...at } },
    { at: T0, happening: { what: 'left', node: 'ask', ...at, exit: 'rejected', output: {} } },
  ],
}

it('shows how far it had come at a moment', () => {
  const early = seenUntil(definition, simulation, 3)
  expect(Object.fromEntries(early.stands)).toEqual({ start: 'done', ask: 'waiting' })
  expect([...early.taken]).toEqual(['start/next/ask'])
  const late = seenUntil(definition, simulation, 4)
  expect(late.stands.get('ask')).toBe('done')
  expect(late.taken.has('ask/rejected/tell')).toBe(true)
})

it('writes how much later something is', () => {
  expect(laterBy(T0, T0)).toBe('at once')
  expect(laterBy(T0, '2026-11-27T08:00:30Z')).toBe('30 seconds later')
  expect(laterBy(T0, '2026-11-29T12:01:00Z')).toBe('2 days 4 hours later')
})

it('assumes only what was said', () => {
  const assumed = { call: { outcome: 'failed', afterSeconds: 60 } } as const
  expect(scenarioOf({ ...FRESH, assumed }, 'Approve', 'ada', undefined)).toEqual({
    workflow: 'Approve',
    start: null,
    started_by: 'ada',
    vars: {},
    assumed: {
      call: [
        {
          outcome: { failed: { message: 'It fails, as this trial assumes.', passing: false } },
          after_seconds: 60,
        },
      ],
    },
  })
})

it('tells a start on tasks what a run is told', () => {
  const task = { key: 'OPS-1' }
  const ids = ['event-1', 'comment-1']
  const occasion = () => ({ at: T0, by: 'ada', newId: () => ids.shift() ?? 'none' })
  const event = { at: T0, by: 'ada', actor: 'user', changes: {} }
  expect(triggerOf('commented', task, occasion())).toEqual({
    event: { ...event, id: 'event-1', kind: 'comment.created' },
    comment: { id: 'comment-1', author: 'ada' },
    task,
  })
  expect(triggerOf('completed', task, occasion())).toEqual({
    event: { ...event, id: 'none', kind: 'task.status_changed' },
    comment: { id: null, author: 'ada' },
    task,
  })
})

it('offers only what can come of a step', () => {
  const step = (does: Step['does']): Step => ({
    id: 'a',
    name: 'A',
    position: { x: 0, y: 0 },
    does,
  })
  expect(outcomesOf(step({ kind: 'delay', wait: { seconds: 5 } }))).toEqual([])
  expect(outcomesOf(step({ kind: 'run_script' } as never))).toEqual([])
  expect(outcomesOf(step({ kind: 'create_task', title: 'x' }))).not.toContain('completed')
  expect(outcomesOf(step({ kind: 'create_task', title: 'x', wait: true }))).toContain('completed')
})

it('takes what a system sends for JSON, or else for text', () => {
  expect(webhookTrigger('{"order": 4711}')).toEqual({ body: { order: 4711 } })
  expect(webhookTrigger('order 4711')).toEqual({ body: 'order 4711' })
  expect(webhookTrigger(' ')).toBeUndefined()
})
