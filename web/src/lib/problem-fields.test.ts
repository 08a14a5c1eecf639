import { expect, it } from 'vitest'

import { ApiError } from '@/api/problem'

import { splitProblem } from './problem-fields'

const invalid = (errors: { pointer: string; detail: string }[]) =>
  new ApiError({
    status: 422,
    code: 'invalid',
    title: 'The content is not valid',
    detail: 'Several values are not valid.',
    instance: 'request-1',
    errors,
  })

it('puts what is wrong with a field at the field, as a sentence', () => {
  const problem = invalid([{ pointer: '/password', detail: 'must have 8 to 256 characters' }])
  expect(splitProblem(problem, (name) => name === 'password')).toEqual({
    fields: [{ name: 'password', message: 'Must have 8 to 256 characters.' }],
    rest: undefined,
  })
})

it('keeps what no field of the form is for', () => {
  const problem = invalid([
    { pointer: '/name', detail: 'is needed' },
    { pointer: '/token', detail: 'is too old' },
  ])
  expect(splitProblem(problem, (name) => name === 'name')).toEqual({
    fields: [{ name: 'name', message: 'Is needed.' }],
    rest: 'token: Is too old.',
  })
})

it('shows the whole where no field is named', () => {
  expect(splitProblem(invalid([]), () => true).rest).toBe('Several values are not valid.')
})
