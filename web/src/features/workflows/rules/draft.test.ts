import { expect, it } from 'vitest'

import { knownNames } from '../graph/known-names'

import {
  contentOf,
  definitionOf,
  draftOf,
  errorsOfAction,
  freshAction,
  isSame,
  moved,
} from './draft'

const RULE = {
  name: 'Tag what is urgent',
  description: '',
  when: 'task_created' as const,
  project_id: null,
  if: null,
  then: [freshAction('create_task', 'task_created'), freshAction('change_task', 'task_created')],
}

it('is saved as it was read', () => {
  expect(contentOf(draftOf(RULE))).toEqual(RULE)
  const draft = draftOf(RULE)
  expect(isSame(draft, { ...draft, name: ' Tag what is urgent ' })).toBe(true)
  expect(isSame(draft, { ...draft, then: moved(draft.then, 0, 1) })).toBe(false)
  expect(contentOf({ ...draft, when: 'import_finished', project: 'p' }).project_id).toBeNull()
})

it('moves actions within the list only', () => {
  const { then } = draftOf(RULE)
  expect(moved(then, 1, 0).map(({ key }) => key)).toEqual([1, 0])
  expect(moved(then, 0, -1)).toBe(then)
  expect(moved(then, 1, 2)).toBe(then)
})

it('knows what the actions before give', () => {
  const names = (at: string) => knownNames(definitionOf(draftOf(RULE)), at).map(({ path }) => path)
  expect(names('action_2')).toContain('steps.action_1.task')
  expect(names('action_2')).toContain('trigger.task.title')
  expect(names('action_1')).not.toContain('steps.action_2.task')
})

it('shows what is wrong at the fields of its action', () => {
  const errors = new Map([
    ['/then/1/text', 'cannot be filled'],
    ['/then/10/text', 'of another'],
    ['/then/1', 'of the whole'],
    ['/if', 'elsewhere'],
  ])
  expect([...errorsOfAction(errors, 1)]).toEqual([
    ['/does/text', 'cannot be filled'],
    ['/does', 'of the whole'],
  ])
})
