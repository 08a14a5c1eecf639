import {
  infiniteQueryOptions,
  type InfiniteData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { api, type Schema, take } from '@/api/client'
import { byCursor } from '@/api/pages'

export type Notification = Schema<'NotificationView'>
export type Show = 'all' | 'unread'

const AT_ONCE = 50
const EVERY_MS = 30_000

/** The inbox, newest first; the newest part is asked for now and then while someone looks. */
export const inboxQuery = (show: Show) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'list', show],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/notifications', {
          params: {
            query: {
              limit: AT_ONCE,
              ...(show === 'unread' && { unread: true }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    ...byCursor,
  })

/** How many are unread, up to 100. Asked every half minute while the page is in sight, and when it comes into it. */
export const unreadQuery = queryOptions({
  queryKey: ['inbox', 'unread'],
  queryFn: ({ signal }) => take(api.GET('/api/notifications/unread', { signal })),
  refetchInterval: EVERY_MS,
  refetchIntervalInBackground: false,
  refetchOnWindowFocus: 'always',
})

type Pages = InfiniteData<Schema<'Paged_NotificationView'>, string | undefined>

/** Changes entries where they are shown, before the server answers. */
function change(queryClient: QueryClient, how: (entry: Notification) => Notification): void {
  queryClient.setQueriesData<Pages>(
    { queryKey: ['inbox', 'list'] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.map(how) })),
      },
  )
}

export function useMark() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ entry, read }: { entry: Notification; read: boolean }) =>
      take(
        api.PATCH('/api/notifications/{id}', {
          params: { path: { id: entry.id } },
          body: { read },
        }),
      ),
    onMutate: async ({ entry, read }) => {
      await queryClient.cancelQueries({ queryKey: ['inbox'] })
      change(queryClient, (one) =>
        one.id === entry.id ? { ...one, read_at: read ? new Date().toISOString() : null } : one,
      )
      const by = Number(entry.read_at !== null) - Number(read)
      queryClient.setQueryData(unreadQuery.queryKey, (unread) =>
        unread && unread.count < 100 ? { count: Math.max(0, unread.count + by) } : unread,
      )
    },
    // The list of unread ones keeps what was just read until it is opened anew, so that nothing jumps.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['inbox', 'unread'] }),
    onError: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  })
}

/** Marks everything as read that is not newer than this; what comes in meanwhile stays unread. */
export function useMarkAllRead() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (until: string) => take(api.POST('/api/notifications/read', { body: { until } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  })
}
