import { expect, it } from 'vitest'

import { mendingOf, mistakesOf } from './fixes'
import type { Row, Rule } from './requests'
import { cellName, readReport } from './sheet'

const sheet = readReport('Title,State\nOne,done\nTwo, Done\nThree,later\n,new\n', [
  'Title',
  'State',
])
const row = (number: number, column: string, value: string): Row => ({
  row: number,
  verdict: 'error',
  task: null,
  changes: [],
  skipped: null,
  missed: null,
  errors: [{ column, value, reason: 'is wrong' }],
  task_key: null,
  kept: null,
})
const rows = [
  row(2, 'State', 'done'),
  row(3, 'State', 'Done'),
  row(4, 'State', 'later'),
  row(5, 'Title', ''),
]
const mistakes = mistakesOf(rows, [0, 1, 2, 3], sheet)
const rules: Rule[] = [
  { target: 'title', column: 'Title' },
  { target: 'status', column: 'State' },
]

it('puts the same mistake of several rows together', () => {
  expect(mistakes.map(({ value, rows: where }) => [value.trim(), where])).toEqual([
    ['done', [0, 1]],
    ['later', [2]],
    ['', [3]],
  ])
})

it('lets the mapping mend what it can say', () => {
  const edits = new Map([
    [cellName(0, 1), 'completed'],
    [cellName(1, 1), 'completed'],
    [cellName(3, 0), 'Untitled'],
  ])
  expect(mendingOf(edits, mistakes, rules)).toEqual({
    by: 'mapping',
    rules: [
      { target: 'title', column: 'Title', default: 'Untitled' },
      { target: 'status', column: 'State', values: [{ from: 'done', to: 'completed' }] },
    ],
  })
})

it('wants another file where the mapping cannot say it', () => {
  // One of two cells that say the same.
  expect(mendingOf(new Map([[cellName(0, 1), 'completed']]), mistakes, rules)).toEqual({
    by: 'file',
  })
  // A cell with which nothing is wrong.
  expect(mendingOf(new Map([[cellName(0, 0), 'Uno']]), mistakes, rules)).toEqual({ by: 'file' })
  // A column that goes into two fields.
  const twice = [...rules, { target: 'custom.state', column: 'State' }]
  expect(mendingOf(new Map([[cellName(2, 1), 'new']]), mistakes, twice)).toEqual({ by: 'file' })
})
