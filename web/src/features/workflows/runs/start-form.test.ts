import { expect, it } from 'vitest'

import type { Variable } from '../definition'

import { initialValues, startSchema, startVars } from './start-form'

const variables: Variable[] = [
  { name: 'what', label: 'What', type: 'text', required: true },
  { name: 'amount', label: 'Amount', type: 'number', initial: 100 },
  { name: 'urgent', label: 'Urgent', type: 'yes_no' },
  { name: 'until', label: 'Until', type: 'date' },
  { name: 'size', label: 'Size', type: { choice: ['s', 'm'] }, initial: 'm' },
]

it('begins with the initial values', () => {
  expect(initialValues(variables)).toEqual({
    what: '',
    amount: '100',
    urgent: false,
    until: '',
    size: 'm',
  })
})

it('sends values of their types, and leaves out what is empty', () => {
  const values = { what: ' Chairs ', amount: '12,5', urgent: true, until: '', size: 's' }
  expect(startVars(variables, values)).toEqual({
    what: 'Chairs',
    amount: 12.5,
    urgent: true,
    size: 's',
  })
})

it('wants what is required, and numbers that are some', () => {
  const values = { ...initialValues(variables), amount: 'many' }
  const found = startSchema(variables).safeParse(values)
  expect(found.error?.issues.map(({ path }) => path[0])).toEqual(['what', 'amount'])
})
