import { expect, it } from 'vitest'

import type { Notification } from './requests'
import { byDays, place } from './telling'

const entry = (at: string, more: Partial<Notification> = {}): Notification => ({
  id: at,
  reason: 'mentioned',
  event_id: 'event',
  actor: { type: 'user', id: 'mara' },
  subject: { type: 'task', id: '1', key: 'OPS-42' },
  title: 'Repair rolling door',
  excerpt: null,
  at,
  read_at: null,
  ...more,
})

it('groups by days', () => {
  const entries = [
    entry('2026-11-27T12:00:00Z'),
    entry('2026-11-27T10:00:00Z'),
    entry('2026-11-25T12:00:00Z'),
  ]
  expect(byDays(entries).map(({ day, entries: of }) => [day, of.length])).toEqual([
    ['2026-11-27', 2],
    ['2026-11-25', 1],
  ])
})

it('leads to the task or the import', () => {
  expect(place(entry('2026-11-27T12:00:00Z'))).toBe('/tasks?task=OPS-42')
  const subject = { type: 'import', id: 'abc', key: 'sample.csv' } as const
  expect(place(entry('2026-11-27T12:00:00Z', { subject }))).toBe('/imports/abc')
})

it('leads to what a run asks, or to the run', () => {
  const subject = { type: 'run', id: 'abc', key: 'Purchase approval' } as const
  const of = (reason: Notification['reason']) =>
    place(entry('2026-11-27T12:00:00Z', { subject, reason }))
  expect(of('approval_asked')).toBe('/approvals/abc')
  expect(of('workflow_told')).toBe('/runs/abc')
  expect(of('run_stuck')).toBe('/runs/abc')
})
