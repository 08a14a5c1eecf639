import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it } from 'vitest'

import { DecimalInput, NumberInput } from './number'

const given: (number | undefined)[] = []

function Written({ Input }: { Input: typeof DecimalInput }) {
  const [value, setValue] = useState<number>()
  return (
    <Input
      aria-label="Amount"
      value={value}
      onChange={(number) => {
        given.push(number)
        setValue(number)
      }}
    />
  )
}

async function write(text: string, Input: typeof DecimalInput) {
  given.length = 0
  render(<Written Input={Input} />)
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('Amount'), text)
  await user.tab()
  return { last: given.at(-1), shown: screen.getByLabelText<HTMLInputElement>('Amount').value }
}

it.each([
  ['1.5', 1.5],
  ['-0,25', -0.25],
  ['12', 12],
])('takes %s as a number', async (text, number) => {
  expect(await write(text, DecimalInput)).toEqual({ last: number, shown: String(number) })
})

it('keeps what was a number where more is none', async () => {
  expect(await write('12a', DecimalInput)).toEqual({ last: 12, shown: '12' })
})

it('takes whole numbers only where parts make no sense', async () => {
  const Whole: typeof DecimalInput = (props) => <NumberInput {...props} minimum={1} maximum={20} />
  expect(await write('1.5', Whole)).toEqual({ last: 1, shown: '1' })
})
