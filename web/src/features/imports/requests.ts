import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from '@/api/client'
import { byCursor, everyPage } from '@/api/pages'

import { isMoving, type State } from './states'

export type Rule = Schema<'Rule'>
export type Mapping = Schema<'Mapping'>
export type Mode = Schema<'Mode'>
export type Profile = Schema<'ImportProfile'>
export type Row = Omit<Schema<'RowView'>, 'verdict'> & { verdict: Verdict }
/** The API document calls two things `Verdict` and two `Reason`, and keeps the other one of each. */
export type Verdict = 'create' | 'update' | 'skip' | 'error'
export type Ground = Omit<Schema<'Ground'>, 'reason'> & { reason: 'profile' | 'name' | 'content' }
export type Import = Omit<Schema<'Import'>, 'grounds'> & { grounds: Ground[] }

export interface ImportFilter {
  state?: State[] | undefined
  project?: string | undefined
  by?: string | undefined
}

const RUNNING_LIST_MS = 3_000

/** The history, the newest first. While something in it moves, it is read again. */
export const importsQuery = ({ state, project, by }: ImportFilter) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'list', { state, project, by }],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/imports', {
          params: {
            query: {
              limit: 50,
              ...(state && { state }),
              ...(project && { project: [project] }),
              ...(by && { created_by: [by] }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    ...byCursor,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some((item) => isMoving(item.state)))
        ? RUNNING_LIST_MS
        : false,
  })

const POLL_MS = { first: 350, most: 5_000, slower: 1.35 }
const paces = new Map<string, { seen: string; wait: number }>()

/** How long to wait before the next look: the longer nothing changes, the longer. */
function pace({ id, state, revision, counts, undo }: Import): number {
  const seen = JSON.stringify([state, revision, counts, undo])
  const before = paces.get(id)
  const wait =
    before?.seen === seen ? Math.min(before.wait * POLL_MS.slower, POLL_MS.most) : POLL_MS.first
  paces.set(id, { seen, wait })
  return wait
}

/** What was on its way when an import was stopped is finished, and told a moment later. */
const SETTLES_MS = 60_000

function isSettling({ state, committed_at, finished_at }: Import): boolean {
  if (state !== 'cancelled' || !committed_at || !finished_at) return false
  return Date.now() - new Date(finished_at).getTime() < SETTLES_MS
}

/** One import; while it moves it is followed, but not in a tab that nobody sees. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: async ({ signal }) =>
      (await take(
        api.GET('/api/imports/{id}', { params: { path: { id } }, signal }),
      )) as unknown as Import,
    refetchInterval: ({ state: { data } }) =>
      data && (isMoving(data.state) || isSettling(data)) ? pace(data) : false,
    staleTime: 2_000,
  })

interface RowsWanted {
  /** The import's id and revision: its rows change with it. */
  id: string
  revision: number
  /** How many rows were carried out; each of them has its task's key since. */
  done?: number
  verdict?: Verdict | undefined
  kept?: boolean
  limit?: number
}

async function readRows(
  { id, verdict, kept, limit = 200 }: RowsWanted,
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const page = await take(
    api.GET('/api/imports/{id}/rows', {
      params: {
        path: { id },
        query: {
          limit,
          ...(verdict && { verdict: [verdict] }),
          ...(kept && { kept }),
          ...(cursor && { cursor }),
        },
      },
      signal,
    }),
  )
  return { ...page, items: page.items as unknown as Row[] }
}

/** The plan row by row, or what came of it. */
export const rowsQuery = (wanted: RowsWanted) =>
  infiniteQueryOptions({
    queryKey: ['imports', wanted.id, 'rows', wanted],
    queryFn: ({ pageParam, signal }) => readRows(wanted, pageParam, signal),
    ...byCursor,
    staleTime: Infinity,
  })

/** The first rows as the plan has them: a sample. */
export const sampleQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['imports', id, 'sample', revision],
    queryFn: async ({ signal }) =>
      (await readRows({ id, revision, limit: 6 }, undefined, signal)).items,
    staleTime: Infinity,
  })

export const profilesQuery = queryOptions({
  queryKey: ['import-profiles'],
  queryFn: ({ signal }) =>
    everyPage((cursor) =>
      take(
        api.GET('/api/imports/profiles', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ),
})

/** What a change of an import answers is what its page shows next. */
function useKeep() {
  const queryClient = useQueryClient()
  return (changed: unknown) => {
    const import_ = changed as Import
    queryClient.setQueryData(importQuery(import_.id).queryKey, import_)
    void queryClient.invalidateQueries({ queryKey: ['imports', 'list'] })
  }
}

export function useCreateImport() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'NewImport'>) => take(api.POST('/api/imports', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['imports', 'list'] }),
  })
}

export function useChangeMapping() {
  const keep = useKeep()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ import_, rules }: { import_: Import; rules: Rule[] }) =>
      take(
        api.PATCH('/api/imports/{id}/mapping', {
          params: { path: { id: import_.id }, header: ifMatch(import_) as never },
          body: { rules },
        }),
      ),
    onSuccess: keep,
  })
}

export function useChangeReading() {
  const keep = useKeep()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ import_, read_as }: { import_: Import; read_as: Schema<'ReadAsPatch'> }) =>
      take(
        api.PATCH('/api/imports/{id}', {
          params: { path: { id: import_.id }, header: ifMatch(import_) as never },
          body: { read_as },
        }),
      ),
    onSuccess: keep,
  })
}

export function useCommitImport() {
  const keep = useKeep()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ id, replan }: { id: string; replan: boolean }) =>
      take(api.POST('/api/imports/{id}/commit', { params: { path: { id } }, body: { replan } })),
    onSuccess: keep,
  })
}

export function useCancelImport() {
  const keep = useKeep()
  return useMutation({
    mutationFn: (id: string) =>
      take(api.POST('/api/imports/{id}/cancel', { params: { path: { id } } })),
    onSuccess: keep,
  })
}

export function useUndoImport() {
  const keep = useKeep()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      take(api.POST('/api/imports/{id}/undo', { params: { path: { id } } })),
    onSuccess: (changed) => {
      keep(changed)
      void queryClient.invalidateQueries({ queryKey: ['tasks'] })
    },
  })
}

export function useSaveProfile() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ id, ...body }: Schema<'SavedProfile'> & { id: string }) =>
      take(api.POST('/api/imports/{id}/profile', { params: { path: { id } }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['import-profiles'] }),
  })
}

export function useChangeProfile() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ profile, patch }: { profile: Profile; patch: Schema<'ProfilePatch'> }) =>
      take(
        api.PATCH('/api/imports/profiles/{id}', {
          params: { path: { id: profile.id }, header: ifMatch(profile) },
          body: patch,
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['import-profiles'] }),
  })
}

export function useDeleteProfile() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE('/api/imports/profiles/{id}', { params: { path: { id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['import-profiles'] }),
  })
}
