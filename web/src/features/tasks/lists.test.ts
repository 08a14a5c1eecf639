import { expect, it } from 'vitest'

import { flat, placed, type TaskPages } from './lists'
import type { ListTask } from './task'

function task(number: number, change: Partial<ListTask> = {}): ListTask {
  return {
    id: `id-${String(number).padStart(3, '0')}`,
    key: `OPS-${number}`,
    number,
    project_id: 'p',
    title: `Task ${number}`,
    status: 'new',
    priority: 'medium',
    assignees: [],
    tags: [],
    custom: {},
    created_by: 'me',
    created_at: `2026-01-01T00:00:${String(number).padStart(2, '0')}.000Z`,
    updated_at: '2026-01-01T00:00:00.000Z',
    revision: 1,
    ...change,
  }
}

function pages(...parts: ListTask[][]): TaskPages {
  return {
    pages: parts.map((items) => ({ items, next_cursor: null })),
    pageParams: parts.map(() => undefined),
  }
}

const keys = (data: TaskPages) => flat(data.pages).map(({ key }) => key)

it('takes a task out of a list that it left', () => {
  const list = pages([task(3), task(2)], [task(1)])
  const after = placed(list, { status: ['new'] }, task(1, { status: 'in_progress' }), 'me')
  expect(keys(after)).toEqual(['OPS-3', 'OPS-2'])
})

it('puts a task where the order wants it', () => {
  const list = pages([task(9), task(7)], [task(5), task(3)])
  expect(keys(placed(list, { sort: '-created_at' }, task(6), 'me'))).toEqual([
    'OPS-9',
    'OPS-7',
    'OPS-6',
    'OPS-5',
    'OPS-3',
  ])
  expect(keys(placed(pages([]), {}, task(1), 'me'))).toEqual(['OPS-1'])
  const urgent = pages([task(1, { priority: 'critical' }), task(2, { priority: 'low' })])
  expect(keys(placed(urgent, { sort: '-priority' }, task(3, { priority: 'high' }), 'me'))).toEqual([
    'OPS-1',
    'OPS-3',
    'OPS-2',
  ])
})

it('leaves a task where it stands while it changes', () => {
  const list = pages([task(2), task(1)])
  const after = placed(list, {}, task(1, { title: 'Other' }), 'me')
  expect(flat(after.pages).map(({ title }) => title)).toEqual(['Task 2', 'Other'])
})

it('knows who, when and where a list is about', () => {
  const due = { due_at: '2026-03-02T12:00:00Z' }
  const belongs = (params: Parameters<typeof placed>[1], change: Partial<ListTask>) =>
    keys(placed(pages([]), params, task(1, change), 'me')).length === 1
  expect(belongs({ assignee: ['me'] }, { assignees: ['me'] })).toBe(true)
  expect(belongs({ assignee: ['none'] }, { assignees: ['me'] })).toBe(false)
  expect(
    belongs({ due_after: '2026-03-02T00:00:00Z', due_before: '2026-03-03T00:00:00Z' }, due),
  ).toBe(true)
  expect(belongs({ due_before: '2026-03-02T00:00:00Z' }, due)).toBe(false)
  expect(belongs({ no_due_date: true }, due)).toBe(false)
  expect(belongs({ project: ['OPS'] }, {})).toBe(true)
  expect(belongs({ project: ['OP'] }, {})).toBe(false)
  expect(belongs({ deleted: true }, {})).toBe(false)
  expect(belongs({ q: 'ops-1 TASK' }, {})).toBe(true)
})

it('shows a task once that moved while the list was read', () => {
  expect(keys(pages([task(2), task(1)], [task(1), task(0)]))).toEqual(['OPS-2', 'OPS-1', 'OPS-0'])
})
