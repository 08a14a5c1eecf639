/** Runs and what they ask people: requests that the pages of runs and the panel of a task share. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { api, type Schema, take } from './client'
import { byCursor } from './pages'

export type Run = Schema<'Run'>
export type RunSummary = Schema<'RunSummary'>
export type RunStatus = Schema<'RunStatus'>
export type RunEvent = Schema<'RunEvent'>
export type Approval = Schema<'Approval'>
export type ActivityKey = Schema<'ActivityKey'>

/** How often what moves is asked for again, while someone looks. */
const MOVING_MS = 2_000
const WAITING_MS = 30_000

export interface RunFilter {
  /** The id of a workflow or rule. */
  origin?: string | undefined
  status?: RunStatus | undefined
  /** Only those that need a decision. */
  stuck?: true | undefined
  /** The id of a task. */
  task?: string | undefined
}

/** Runs, the newest first; asked for again while one of them goes on. */
export const runsQuery = ({ origin, status, stuck, task }: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', { origin, status, stuck, task }],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/runs', {
          params: {
            query: {
              limit: 50,
              ...(origin && { origin }),
              ...(status && { status: [status] }),
              ...(stuck && { stuck }),
              ...(task && { task }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    ...byCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((run) => run.status === 'running'))
        ? MOVING_MS * 2
        : false,
  })

/** One run with where it stands, asked for again while it goes on. */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => take(api.GET('/api/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? MOVING_MS : false),
  })

/** What a run did until this revision, the newest first. */
export const runEventsQuery = ({ id, revision }: Pick<RunSummary, 'id' | 'revision'>) =>
  infiniteQueryOptions({
    queryKey: ['runs', id, 'events', revision],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/runs/{id}/events', {
          params: { path: { id }, query: { limit: 200, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    ...byCursor,
    placeholderData: keepPreviousData,
  })

/** What waits for the person's answer, the oldest first. */
export const approvalsQuery = infiniteQueryOptions({
  queryKey: ['approvals', 'mine'],
  queryFn: ({ pageParam, signal }) =>
    take(
      api.GET('/api/approvals', {
        params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    ),
  ...byCursor,
  refetchInterval: WAITING_MS,
  refetchOnWindowFocus: 'always',
})

/** What one run asks at the moment. */
export const runApprovalsQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'of', id],
    queryFn: ({ signal }) =>
      take(api.GET('/api/runs/{id}/approvals', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.length ? WAITING_MS / 3 : false),
  })

/** Reads anew whatever tells of this run. */
export function useReadRunAgain() {
  const queryClient = useQueryClient()
  return (id: string) =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['runs', id], exact: true }),
      queryClient.invalidateQueries({ queryKey: ['runs', 'list'] }),
      queryClient.invalidateQueries({ queryKey: ['approvals'] }),
    ])
}

export function useAnswerApproval() {
  const readAgain = useReadRunAgain()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ run, answer }: { run: string; answer: Schema<'ApprovalAnswer'> }) =>
      take(api.POST('/api/runs/{id}/approvals', { params: { path: { id: run } }, body: answer })),
    // Also after a refusal: most likely it was decided meanwhile.
    onSettled: (_, __, { run }) => readAgain(run),
  })
}
