import { expect, it } from 'vitest'

import type { Person } from '@/api/people'

import { type Entry, KINDS, kindTitle } from './kinds'
import { asText, told } from './telling'

const person = (id: string, name: string): [string, Person] => [
  id,
  {
    id,
    name,
    email: `${id}@example.com`,
    role: 'user',
    state: 'active',
    created_at: '2026-11-27T08:30:00Z',
    revision: 1,
  },
]
const people = new Map([person('mara', 'Mara Lindqvist'), person('tomas', 'Tomás Novák')])

type Told = Partial<Omit<Entry, 'kind'>> & { kind: string; payload?: unknown }

const inText = (entry: Told) =>
  asText(
    told(
      {
        id: 'event',
        at: '2026-11-27T08:30:00Z',
        actor: { type: 'user', id: 'mara' },
        subjects: [],
        changes: [],
        request_id: 'request',
        ...entry,
      } as Entry,
      people,
    ),
  )

const tomas = { type: 'user', id: 'tomas', key: 'tomas@example.com' } as const
const task = { type: 'task', id: '1', key: 'OPS-42' } as const

it.each<[Told, string]>([
  [{ kind: 'session.started' }, 'Mara Lindqvist signed in'],
  [
    {
      kind: 'session.refused',
      actor: { type: 'anonymous' },
      subjects: [tomas],
      payload: { reason: 'wrong_password' },
    },
    'A sign-in as Tomás Novák was refused: the password was wrong',
  ],
  [
    { kind: 'session.revoked', subjects: [tomas], payload: { reason: 'ended' } },
    'Mara Lindqvist ended a session of Tomás Novák',
  ],
  [
    { kind: 'user.invited', subjects: [], payload: { link_id: 'x', email: 'new@example.com' } },
    'Mara Lindqvist invited new@example.com',
  ],
  [
    {
      kind: 'user.changed',
      subjects: [tomas],
      changes: [{ field: 'role', old: 'user', new: 'admin' }],
    },
    'Mara Lindqvist made Tomás Novák an admin',
  ],
  [
    {
      kind: 'user.changed',
      subjects: [tomas],
      changes: [{ field: 'disabled', old: false, new: true }],
    },
    'Mara Lindqvist disabled Tomás Novák',
  ],
  [
    {
      kind: 'user.changed',
      actor: { type: 'user', id: 'tomas' },
      subjects: [tomas],
      changes: [{ field: 'name', old: 'Tom', new: 'Tomás Novák' }],
    },
    'Tomás Novák changed their name from “Tom” to “Tomás Novák”',
  ],
  [
    {
      kind: 'task.status_changed',
      subjects: [task],
      changes: [
        { field: 'status', old: 'in_progress', new: 'completed' },
        { field: 'completed_at', old: null, new: '2026-11-27T08:30:00Z' },
      ],
    },
    'Mara Lindqvist moved OPS-42 from In progress to Completed',
  ],
  [
    {
      kind: 'task.changed',
      actor: { type: 'token', id: 'token', user_id: 'tomas' },
      subjects: [task],
      changes: [
        { field: 'due_at', old: null, new: '2026-12-01T00:00:00Z' },
        { field: 'custom.cost_centre', old: '1', new: '2' },
      ],
    },
    'Tomás Novák changed due date and cost centre of OPS-42',
  ],
  [
    {
      kind: 'task.bulk_changed',
      subjects: [task, { ...task, id: '2' }],
      changes: [
        { subject: '1', field: 'priority', old: 'low', new: 'high' },
        { subject: '2', field: 'priority', old: 'low', new: 'high' },
        { subject: '1', field: 'revision', old: 3, new: 4 },
      ],
    },
    'Mara Lindqvist changed priority of 2 tasks at once',
  ],
  [
    {
      kind: 'import.chunk_committed',
      actor: { type: 'import', id: 'import', user_id: 'mara' },
      payload: { index: 0, created: 37, updated: 1, missed: 0 },
    },
    'Mara Lindqvist’s import created 37 tasks, changed 1 task',
  ],
  [
    {
      kind: 'import.finished',
      subjects: [{ type: 'import', id: 'import', key: 'sample.csv' }],
      payload: { rows: 40, create: 37, error: 3 },
    },
    'The import of sample.csv is finished: 37 new, 3 with errors',
  ],
  [
    { kind: 'audit.exported', payload: { format: 'csv', rows: 1 } },
    'Mara Lindqvist exported 1 entry of the audit log',
  ],
  [
    { kind: 'user.changed', actor: { type: 'user', id: 'gone' }, subjects: [] },
    'Someone who is gone changed something of someone',
  ],
])('tells %j', (entry, sentence) => {
  expect(inText(entry)).toBe(sentence)
})

it('tells of a kind that it does not know', () => {
  expect(inText({ kind: 'rule.fired' })).toBe('Mara Lindqvist: rule fired')
})

it('has a sentence for every kind that can be asked for', () => {
  const payload = { reason: 'x', format: 'csv', rows: 1, email: 'a@b.c', mentions: [], version: 3 }
  for (const kind of KINDS.flatMap(({ kinds }) => Object.keys(kinds))) {
    const counts = { create: 1, error: 0, created: 1, deleted: 1, kept: 0 }
    const text = inText({ kind, payload: { ...payload, ...counts } })
    expect(text).not.toContain(`: ${kindTitle(kind)}`)
    expect(text).not.toMatch(/undefined|NaN/)
  }
})

const run = { type: 'run', id: 'run', key: 'Purchase approval' } as const

it.each<[Told, string]>([
  [
    {
      kind: 'workflow.secret_renewed',
      subjects: [{ type: 'workflow', id: 'w', key: 'Purchase approval' }],
    },
    'Mara Lindqvist renewed the secret of the workflow Purchase approval',
  ],
  [
    { kind: 'rule.changed', subjects: [{ type: 'rule', id: 'r', key: 'Escalate' }] },
    'Mara Lindqvist changed the rule Escalate',
  ],
  [
    { kind: 'run.stuck', subjects: [run] },
    'A run of Purchase approval is stuck: someone has to decide',
  ],
  [
    { kind: 'run.cancelled', subjects: [run] },
    'Mara Lindqvist cancelled a run of Purchase approval',
  ],
  [
    {
      kind: 'task.created',
      actor: { type: 'run', id: 'run', user_id: 'tomas', depth: 1 },
      subjects: [task],
    },
    'Tomás Novák created OPS-42',
  ],
])('tells of workflows, rules and runs: %j', (entry, sentence) => {
  expect(inText(entry)).toBe(sentence)
})
