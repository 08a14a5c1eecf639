import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { api, ifMatch, type Schema, take } from './client'
import { everyPage } from './pages'

export type Project = Schema<'ProjectView'>

/** Every project that the person may see, by name. */
export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => {
    const projects = await everyPage((cursor) =>
      take(
        api.GET('/api/projects', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    )
    return projects.sort((a, b) => a.name.localeCompare(b.name))
  },
})

/** One project, by its key or id. */
export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: ['projects', project],
    queryFn: ({ signal }) =>
      take(api.GET('/api/projects/{project}', { params: { path: { project } }, signal })),
  })

export function useCreateProject() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: (body: Schema<'NewProject'>) => take(api.POST('/api/projects', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['projects'] }),
  })
}

export function useChangeProject() {
  const queryClient = useQueryClient()
  return useMutation({
    meta: { errorIsShown: true },
    mutationFn: ({ project, patch }: { project: Project; patch: Schema<'ProjectPatch'> }) =>
      take(
        api.PATCH('/api/projects/{project}', {
          params: { path: { project: project.id }, header: ifMatch(project) },
          body: patch,
        }),
      ),
    // After a lost race too: the next try is made knowing what the other one did.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['projects'] }),
  })
}
