import { expect, it } from 'vitest'

import { readAddresses, writtenAddress } from './addresses'

it('reads what people paste', () => {
  const { addresses, unreadable } = readAddresses(
    'ada@example.com; Grace Hopper <Grace@Example.com>,\n"Turing, no" \n linus@example.com mara@example.com\n\nada@example.com',
  )
  expect(addresses).toEqual([
    { email: 'ada@example.com' },
    { email: 'grace@example.com', name: 'Grace Hopper' },
    { email: 'linus@example.com' },
    { email: 'mara@example.com' },
  ])
  expect(unreadable).toEqual(['"Turing', 'no"'])
})

it('says what is no address', () => {
  expect(readAddresses('ada@example').unreadable).toEqual(['ada@example'])
  expect(readAddresses('ada@@example.com').unreadable).toEqual(['ada@@example.com'])
  expect(readAddresses('  \n ')).toEqual({ addresses: [], unreadable: [] })
})

it('writes what it can read again', () => {
  const grace = { email: 'grace@example.com', name: 'Grace Hopper' }
  expect(readAddresses(writtenAddress(grace)).addresses).toEqual([grace])
})
