import { expect, it } from 'vitest'

import { sentencesOf } from './history-words'
import type { Activity } from './requests'

const words = {
  nameOf: (id: string) => ({ a: 'Ada', b: 'Ben' })[id] ?? 'Someone',
  fieldName: (key: string) => key,
}

function say(kind: string, changes: [string, unknown, unknown][]): string[] {
  const activity = {
    id: 'e',
    at: '2026-01-01T00:00:00Z',
    kind,
    actor: { type: 'user', id: 'a' },
    changes: changes.map(([field, old, now]) => ({ field, old, new: now })),
  }
  return sentencesOf(activity as Activity, words)
}

it('tells what changed from what to what', () => {
  expect(
    say('task.status_changed', [
      ['status', 'new', 'in_progress'],
      ['completed_at', null, null],
    ]),
  ).toEqual(['moved it from New to In progress'])
  expect(
    say('task.changed', [
      ['assignees', ['a'], ['b']],
      ['tags', [], ['late', 'customs']],
    ]),
  ).toEqual(['assigned Ben and unassigned Ada', 'added the tags late and customs'])
  expect(
    say('task.changed', [
      ['description', '', 'x'],
      ['custom.customer', null, 'Acme'],
    ]),
  ).toEqual(['wrote the description', 'set customer to “Acme”'])
  expect(say('task.watchers_changed', [['watchers', ['a'], ['a', 'b']]])).toEqual([
    'made Ben watch',
  ])
  expect(say('something.new', [])).toEqual(['changed it'])
})
