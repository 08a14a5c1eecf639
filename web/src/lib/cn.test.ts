import { expect, test } from 'vitest'

import { cn } from './cn'

test('of two that set the same thing the later one holds, also in the scales of the tokens', () => {
  expect(cn('h-control px-3', 'h-auto')).toBe('px-3 h-auto')
  expect(cn('size-control-sm', 'size-8')).toBe('size-8')
  expect(cn('text-sm', 'text-2xs')).toBe('text-2xs')
  expect(cn('shadow-1', 'shadow-3')).toBe('shadow-3')
})

test('a size and a colour of text stand side by side', () => {
  expect(cn('text-2xs text-muted', 'text-text')).toBe('text-2xs text-text')
})
