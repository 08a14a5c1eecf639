import { expect, it } from 'vitest'

import { addDays, addMonths, ago, monthGrid } from './days'

it('counts days over months and leap years', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
})

it('turns months without falling over short ones', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2026-11-15', 2)).toBe('2027-01-15')
})

it('shows a month in whole weeks from Monday', () => {
  const { weeks } = monthGrid('2026-11-27')
  expect(weeks[0]?.[0]).toBe('2026-10-26')
  expect(weeks.flat()).toHaveLength(42)
  expect(weeks.flat()).toContain('2026-11-30')
})

it('says how long ago something was', () => {
  const now = new Date('2026-11-27T12:00:00Z')
  expect(ago('2026-11-27T11:59:40Z', now)).toBe('just now')
  expect(ago('2026-11-27T09:00:00Z', now)).toBe('3 hours ago')
  expect(ago('2026-11-29T13:00:00Z', now)).toBe('in 2 days')
})
