import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { ApiError } from '@/api/problem'

import { type Definition, EMPTY } from '../definition'
import type { Workflow } from '../requests'

import { Saver, type Storage } from './saver'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const named = (name: string): Definition => ({
  ...EMPTY,
  variables: [{ name, label: name, type: 'text' }],
})
const workflow = (revision: number, draft: Definition = EMPTY) =>
  ({ id: 'w', revision, draft, name: 'W', findings: [] }) as unknown as Workflow
const problem = (status: number, code: 'lost_race' | 'unavailable' | 'invalid') =>
  new ApiError({ status, code, title: 'T', detail: 'D', instance: '' })

/** A server that counts revisions and refuses what is not made on top of the last one. */
function server(first = workflow(1)) {
  let stored = first
  const storage = {
    write: vi.fn<Storage['write']>((at, patch) => {
      if (at.revision !== stored.revision) return Promise.reject(problem(412, 'lost_race'))
      stored = { ...stored, ...patch, revision: stored.revision + 1 }
      return Promise.resolve(stored)
    }),
    read: () => Promise.resolve(stored),
    onAnswer: vi.fn(),
  }
  const beside = (patch: Partial<Workflow>) => {
    stored = { ...stored, ...patch, revision: stored.revision + 1 }
  }
  return { storage, beside, saver: new Saver(first, storage), stored: () => stored }
}

it('sends once, a moment after the last of several changes', async () => {
  const { saver, storage } = server()
  saver.changed(named('a'))
  await vi.advanceTimersByTimeAsync(500)
  saver.changed(named('b'))
  expect(saver.get().is).toBe('waiting')
  await vi.advanceTimersByTimeAsync(1000)
  expect(storage.write.mock.calls).toEqual([[expect.anything(), { draft: named('b') }]])
  expect(saver.isSaved).toBe(true)
})

it('sends what was drawn while the last was on its way, on top of it', async () => {
  const { saver, storage, stored } = server()
  const write = storage.write.getMockImplementation()
  storage.write.mockImplementationOnce(async (at, patch) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    return write?.(at, patch) ?? workflow(0)
  })
  saver.changed(named('a'))
  await vi.advanceTimersByTimeAsync(900)
  expect(saver.get().is).toBe('saving')
  saver.changed(named('b'))
  await vi.advanceTimersByTimeAsync(3000)
  expect(storage.write).toHaveBeenCalledTimes(2)
  expect(stored()).toMatchObject({ revision: 3, draft: named('b') })
})

it('asks which to keep where someone else drew, and saves nothing until then', async () => {
  const { saver, storage, beside, stored } = server()
  beside({ draft: named('theirs') })
  saver.changed(named('mine'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(saver.get()).toMatchObject({ is: 'conflict', theirs: { draft: named('theirs') } })
  saver.changed(named('mine too'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(storage.write).toHaveBeenCalledTimes(1)
  await saver.keepMine()
  expect(stored().draft).toEqual(named('mine too'))
  expect(saver.isSaved).toBe(true)
})

it('takes theirs', async () => {
  const { saver, storage, beside } = server()
  beside({ draft: named('theirs') })
  saver.changed(named('mine'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(saver.takeTheirs()?.draft).toEqual(named('theirs'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(storage.write).toHaveBeenCalledTimes(1)
  expect(saver.stored.revision).toBe(2)
})

it('asks nothing where only the name is another one', async () => {
  const { saver, beside, stored } = server()
  beside({ name: 'Renamed' })
  saver.changed(named('mine'))
  await vi.advanceTimersByTimeAsync(2000)
  expect(saver.isSaved).toBe(true)
  expect(stored()).toMatchObject({ name: 'Renamed', draft: named('mine') })
})

it('tries again what failed for a moment, and not what is refused', async () => {
  const { saver, storage, stored } = server()
  storage.write.mockRejectedValueOnce(problem(503, 'unavailable'))
  saver.changed(named('a'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(saver.get().is).toBe('failed')
  await vi.advanceTimersByTimeAsync(6000)
  expect(stored().draft).toEqual(named('a'))
  storage.write.mockRejectedValueOnce(problem(422, 'invalid'))
  saver.changed(named('b'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(saver.get().is).toBe('failed')
  expect(storage.write).toHaveBeenCalledTimes(3)
})

it('renames on top of what is drawn', async () => {
  const { saver, stored } = server()
  saver.changed(named('a'))
  await saver.patch({ name: 'Other' })
  expect(stored()).toMatchObject({ name: 'Other', draft: named('a'), revision: 3 })
})
