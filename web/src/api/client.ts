import createClient from 'openapi-fetch'

import { authorizedFetch, plainFetch } from '@/session/session'

import { problemOf } from './problem'
import type { components, paths } from './schema'

/** A named type of the API: `Schema<'TaskView'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

/** The API, typed by its OpenAPI document. Answers go through `take`. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: authorizedFetch,
  // `?status=new&status=on_hold`, as the server wants lists.
  querySerializer: { array: { style: 'form', explode: true } },
})

/** The same without a session, for signing in and up. */
export const publicApi = createClient<paths>({ baseUrl: location.origin, fetch: plainFetch })

type Answer<Data> =
  | { data: Data; error?: undefined; response: Response }
  | { data?: undefined; error: unknown; response: Response }

/** The content of an answer; throws an `ApiError` if it tells of a problem. */
export async function take<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await request
  if (!response.ok) throw problemOf(error, response)
  return data as Data
}

/** `If-Match` for a thing that was read at this revision. */
export function ifMatch(thing: { revision: number }): { 'if-match': string } {
  return { 'if-match': `"${thing.revision}"` }
}
