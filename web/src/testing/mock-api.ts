/**
 * The API for tests of components, typed by the same document as the client: a handler that answers what the server
 * could not is a type error. What a whole page does is tested in a browser against the real server instead.
 */
import { setupServer } from 'msw/node'
import { createOpenApiHttp } from 'openapi-msw'
import { afterAll, afterEach, beforeAll } from 'vitest'

import type { Problem } from '@/api/problem'
import type { paths } from '@/api/schema'

export const mock = createOpenApiHttp<paths>({ baseUrl: location.origin })

/** Starts the mock for the tests of a file; each test adds what it needs: `server.use(mock.get(…))`. */
export function mockServer() {
  const server = setupServer()
  beforeAll(() => {
    server.listen({ onUnhandledRequest: 'error' })
  })
  afterEach(() => {
    server.resetHandlers()
  })
  afterAll(() => {
    server.close()
  })
  return server
}

/** A problem as the server tells it. */
export function problem(more: Partial<Problem> & Pick<Problem, 'status' | 'code'>): Problem {
  return {
    type: `/problems/${more.code}`,
    title: 'A problem',
    detail: 'Something is wrong.',
    instance: 'request-1',
    ...more,
  }
}
