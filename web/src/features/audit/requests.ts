import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { api, type Schema, take } from '@/api/client'
import { byCursor } from '@/api/pages'
import { addDays, startOfDay } from '@/lib/days'

import type { AuditSearch } from './search'

const AT_ONCE = 100

/** The filter of the address as the API wants it: days become moments, `until` includes its day. */
function filterOf(search: AuditSearch) {
  return {
    ...(search.from && { from: startOfDay(search.from) }),
    ...(search.until && { until: startOfDay(addDays(search.until, 1)) }),
    ...(search.kind && { kind: search.kind }),
    ...(search.actor && { actor: search.actor }),
    ...(search.via && { actor_type: search.via }),
    ...(search.subject && { subject: search.subject }),
    ...(search.request && { request_id: search.request }),
  }
}

export const auditQuery = (search: AuditSearch) => {
  const filter = filterOf(search)
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/audit', {
          params: { query: { ...filter, limit: AT_ONCE, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    ...byCursor,
  })
}

/** How far an entry's time may be from the one in its id. */
const AROUND_MS = 2_000

/** One entry that is not in the list: its id says when it was made, so only what is around is looked through. */
export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit', 'entry', id],
    queryFn: async ({ signal }): Promise<Schema<'AuditEntry'> | null> => {
      const made = parseInt(id.replaceAll('-', '').slice(0, 12), 16)
      if (!Number.isSafeInteger(made) || !/^[0-9a-f-]{36}$/i.test(id)) return null
      let cursor: string | undefined
      do {
        const page = await take(
          api.GET('/api/audit', {
            params: {
              query: {
                from: new Date(made - AROUND_MS).toISOString(),
                until: new Date(made + AROUND_MS).toISOString(),
                limit: 200,
                ...(cursor && { cursor }),
              },
            },
            signal,
          }),
        )
        const found = page.items.find((entry) => entry.id === id)
        if (found) return found
        cursor = page.next_cursor ?? undefined
      } while (cursor)
      return null
    },
    staleTime: Infinity,
  })

/** Where the log, so narrowed, lies as a CSV file: a link that is good for some minutes. */
export async function exportLink(search: AuditSearch): Promise<string> {
  const answer = await api.GET('/api/audit/export', {
    params: { query: filterOf(search) },
    parseAs: 'stream',
  })
  await take(Promise.resolve(answer))
  // The file itself goes from its store to the disk, not through this page.
  await answer.response.body?.cancel()
  return answer.response.url
}

/** The id of a task by what people call it. */
export async function taskId(key: string): Promise<string> {
  const task = await take(api.GET('/api/tasks/{task}', { params: { path: { task: key } } }))
  return task.id
}
