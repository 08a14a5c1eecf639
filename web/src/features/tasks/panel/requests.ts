import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { byCursor, everyPage } from '@/api/pages'

import { readTask, type Task } from '../task'

export type Comment = Schema<'CommentView'>
export type Attachment = Schema<'AttachmentView'>
export type Activity = Schema<'Activity'>

/** One task with all its fields, by its key. */
export const taskQuery = (key: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', key],
    queryFn: ({ signal }) => readTask(key, signal),
  })

export const commentsQuery = (key: string) =>
  queryOptions({
    queryKey: ['tasks', 'comments', key],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        take(
          api.GET('/api/tasks/{task}/comments', {
            params: { path: { task: key }, query: { limit: 200, ...(cursor && { cursor }) } },
            signal,
          }),
        ),
      ),
  })

export const activityQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'activity', key],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/tasks/{task}/activity', {
          params: {
            path: { task: key },
            query: { limit: 50, ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    ...byCursor,
  })

export const attachmentsQuery = (key: string) =>
  queryOptions({
    queryKey: ['tasks', 'attachments', key],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        take(
          api.GET('/api/tasks/{task}/attachments', {
            params: { path: { task: key }, query: { limit: 200, ...(cursor && { cursor }) } },
            signal,
          }),
        ),
      ),
  })

/** What a comment changes besides itself: whom it mentions watches the task, and the history tells of it. */
function useAfterComment(key: string) {
  const queryClient = useQueryClient()
  return async () => {
    void queryClient.invalidateQueries({ queryKey: ['tasks', 'activity', key] })
    void queryClient.invalidateQueries({ queryKey: ['tasks', 'one', key] })
    await queryClient.invalidateQueries({ queryKey: ['tasks', 'comments', key] })
  }
}

export function useAddComment(key: string) {
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: string) =>
      take(
        api.POST('/api/tasks/{task}/comments', { params: { path: { task: key } }, body: { body } }),
      ),
    onSuccess: useAfterComment(key),
  })
}

export function useChangeComment(key: string) {
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ comment, body }: { comment: Comment; body: string }) =>
      take(
        api.PATCH('/api/tasks/{task}/comments/{comment}', {
          params: { path: { task: key, comment: comment.id }, header: ifMatch(comment) },
          body: { body },
        }),
      ),
    onSuccess: useAfterComment(key),
  })
}

export function useDeleteComment(key: string) {
  return useMutation({
    mutationFn: (comment: Comment) =>
      take(
        api.DELETE('/api/tasks/{task}/comments/{comment}', {
          params: { path: { task: key, comment: comment.id }, header: {} },
        }),
      ),
    onSuccess: useAfterComment(key),
  })
}

/** Makes someone watch a task, or cease to. */
export function useWatch(task: Task) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ user, watch }: { user: string; watch: boolean }) => {
      const params = { path: { task: task.id, user } }
      return watch
        ? take(api.PUT('/api/tasks/{task}/watchers/{user}', { params }))
        : take(api.DELETE('/api/tasks/{task}/watchers/{user}', { params }))
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['tasks', 'activity', task.key] })
      return queryClient.invalidateQueries({ queryKey: ['tasks', 'one', task.key] })
    },
  })
}
