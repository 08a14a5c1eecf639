import { expect, it } from 'vitest'

import { fieldsOf } from './condition/fields'
import { read } from './condition/read'
import { written } from './condition/write'
import { example, EXAMPLES } from './examples'

it.each(EXAMPLES)('the builder can show the condition of %s', (name) => {
  const { when, if: condition } = example(name, { me: 'me', project: 'p' })
  const fields = fieldsOf(when, null)
  const reading = read(condition ?? '', fields)
  if (reading.is !== 'built') throw new Error(reading.is)
  expect(written(reading.root, fields)).toBe(condition)
})
