import type { components } from './schema'

export type Problem = components['schemas']['Problem']
export type ProblemCode = Problem['code'] | 'offline' | 'unreadable'

/** What an operation of the API threw: the server's `application/problem+json`, or that there was no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  /** Names the request in the server's logs; empty where there was no answer. */
  readonly requestId: string
  /** What is wrong with which field: a JSON Pointer into the body, or `?name`. */
  readonly fields: { pointer: string; detail: string }[]
  /** What the state would have allowed instead (409). */
  readonly allowed: string[]
  /** Seconds after which a retry may succeed (429, 503). */
  readonly retryAfter: number | undefined

  constructor(problem: {
    status: number
    code: ProblemCode
    title: string
    detail: string
    instance: string
    errors?: { pointer: string; detail: string }[] | undefined
    allowed?: string[] | null | undefined
    retryAfter?: number | undefined
  }) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.requestId = problem.instance
    this.fields = problem.errors ?? []
    this.allowed = problem.allowed ?? []
    this.retryAfter = problem.retryAfter
  }

  /** Whether the same request may succeed in a moment. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  /** Whether someone else changed the thing in between (412, or the 409 of a lost race). */
  get isLostRace(): boolean {
    return this.code === 'lost_race'
  }
}

export function offline(): ApiError {
  return new ApiError({
    status: 0,
    code: 'offline',
    title: 'No connection',
    detail: 'The server cannot be reached. Check your connection and try again.',
    instance: '',
  })
}

/** What an answer that is not a success says. */
export function problemOf(body: unknown, response: Response): ApiError {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined
  if (isProblem(body)) return new ApiError({ ...body, retryAfter })
  return new ApiError({
    status: response.status,
    code: 'unreadable',
    title: 'An unexpected answer',
    detail: 'The answer cannot be read. Something between you and the server may have changed it.',
    instance: response.headers.get('x-request-id') ?? '',
    retryAfter,
  })
}

/** Any thrown value as what is shown to a person. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError({
    status: 0,
    code: 'unreadable',
    title: 'Something went wrong',
    detail: error instanceof Error ? error.message : 'Something went wrong on this page.',
    instance: '',
  })
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body
}
