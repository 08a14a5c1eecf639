import { expect, it } from 'vitest'

import { ApiError } from '@/api/problem'

import { whyRefused } from './refusal'

function refused(pointer: string, detail: string) {
  return new ApiError({
    status: 422,
    code: 'invalid',
    title: 'The content is not valid',
    detail: 'Values in it are not possible',
    instance: '',
    errors: pointer ? [{ pointer, detail }] : [],
  })
}

it('says why a file was not taken', () => {
  const limit = refused('/size', 'must be 1 to 26214400 bytes')
  expect(whyRefused({ size: 27_300_000 }, limit)).toBe(
    'The file is too large (27.3 MB): it must be 1 to 26,214,400 bytes.',
  )
  expect(whyRefused({ size: 0 }, limit)).toBe('The file is empty.')
  expect(whyRefused({ size: 1 }, refused('/file_name', 'must not be a path'))).toBe(
    'Its name must not be a path.',
  )
  expect(whyRefused({ size: 1 }, refused('', ''))).toBe('Values in it are not possible')
})
