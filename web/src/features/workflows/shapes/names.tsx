import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useMemo } from 'react'

import { usePeopleById } from '@/api/people'
import { projectsQuery } from '@/api/projects'

import type { Names } from '../nodes/shape'
import { workflowsQuery } from '../requests'

const Known = createContext<Names>({
  person: () => 'someone',
  project: () => 'a project',
  workflow: () => 'a workflow',
})

/** Gives the shapes inside it the names of people, projects and workflows. */
export function NamesProvider({ children }: { children: ReactNode }) {
  const people = usePeopleById()
  const { data: projects } = useQuery(projectsQuery)
  const { data: workflows } = useQuery(workflowsQuery)
  const names = useMemo<Names>(() => {
    const byId = (items: { id: string; name: string }[] | undefined) =>
      new Map(items?.map(({ id, name }) => [id, name]))
    const [ofProjects, ofWorkflows] = [byId(projects), byId(workflows)]
    return {
      person: (id) => people.get(id)?.name ?? 'someone',
      project: (id) => ofProjects.get(id) ?? 'a project',
      workflow: (id) => ofWorkflows.get(id) ?? 'a workflow',
    }
  }, [people, projects, workflows])
  return <Known value={names}>{children}</Known>
}

export function useNames(): Names {
  return use(Known)
}
