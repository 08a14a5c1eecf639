import {
  infiniteQueryOptions,
  type InfiniteData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query'

import { api, take } from '@/api/client'
import { meQuery } from '@/api/me'
import { byCursor, type Page } from '@/api/pages'

import { inOrder, matches } from './matches'
import { DEFAULT_SORT, type ListParams } from './search'
import { LIST_FIELDS, type ListTask, type Task } from './task'

export type TaskPages = InfiniteData<Page<ListTask>, string | undefined>

const PAGE = 100
/** Longer lists are not read again from their start because someone came back to the window. */
const READ_AGAIN = 5

/** A list of tasks, part by part. */
export function tasksQuery(params: ListParams) {
  return infiniteQueryOptions({
    queryKey: ['tasks', 'list', params] as const,
    queryFn: async ({ pageParam, signal }): Promise<Page<ListTask>> => {
      const page = await take(
        api.GET('/api/tasks', {
          params: {
            query: {
              ...params,
              limit: PAGE,
              fields: [LIST_FIELDS.join(',')],
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      )
      // All fields of `LIST_FIELDS` are there.
      return page as Page<ListTask>
    },
    ...byCursor,
    refetchOnWindowFocus: (query) => (query.state.data?.pages.length ?? 0) <= READ_AGAIN,
  })
}

/** How many tasks a list has, told as people read it: from 10,000 on it is not counted. */
export function taskCountQuery(params: ListParams) {
  return queryOptions({
    queryKey: ['tasks', 'count', params] as const,
    queryFn: async ({ signal }): Promise<string> => {
      const { count, more } = await take(
        api.GET('/api/tasks/count', { params: { query: params }, signal }),
      )
      return `${count.toLocaleString('en')}${more ? '+' : ''}`
    },
  })
}

/** The tasks of all parts that were read, each once: one that moved while they were read may stand in two. */
export function flat(pages: Page<ListTask>[] | undefined): ListTask[] {
  const seen = new Set<string>()
  return (pages ?? []).flatMap(({ items }) =>
    items.filter(({ id }) => !seen.has(id) && seen.add(id)),
  )
}

/** Puts a task as it is now into every list that was read, and takes it out where it no longer belongs. */
export function placeTask(queryClient: QueryClient, task: ListTask | Task): void {
  const me = queryClient.getQueryData(meQuery.queryKey)?.id ?? ''
  const lists = queryClient.getQueryCache().findAll({ queryKey: ['tasks', 'list'] })
  for (const { queryKey } of lists) {
    const params = queryKey[2] as ListParams
    queryClient.setQueryData<TaskPages>(queryKey, (data) => data && placed(data, params, task, me))
  }
  void queryClient.invalidateQueries({ queryKey: ['tasks', 'count'] })
  queryClient.setQueryData<Task>(['tasks', 'one', task.key], (known) =>
    known ? { ...known, ...task } : known,
  )
}

/** The list with the task as it is now. Where it stood it stays; a new one comes where the order wants it. */
export function placed(data: TaskPages, params: ListParams, task: ListTask, me: string): TaskPages {
  const belongs = matches(params, task, me)
  const has = (items: ListTask[]) => items.some(({ id }) => id === task.id)
  if (data.pages.some(({ items }) => has(items))) {
    const pages = data.pages.map((page) => {
      if (!has(page.items)) return page
      const items = belongs
        ? page.items.map((item) => (item.id === task.id ? { ...item, ...task } : item))
        : page.items.filter(({ id }) => id !== task.id)
      return { ...page, items }
    })
    return { ...data, pages }
  }
  if (!belongs) return data
  return { ...data, pages: inserted(data.pages, params.sort ?? DEFAULT_SORT, task) }
}

function inserted(pages: Page<ListTask>[], sort: string, task: ListTask): Page<ListTask>[] {
  const follows = (item: ListTask) => inOrder(item, task, sort) > 0
  const found = pages.findIndex(({ items }) => items.some(follows))
  const at = found === -1 ? pages.length - 1 : found
  return pages.map((page, index) => {
    if (index !== at) return page
    const before = page.items.findIndex(follows)
    return {
      ...page,
      items: page.items.toSpliced(before === -1 ? page.items.length : before, 0, task),
    }
  })
}
