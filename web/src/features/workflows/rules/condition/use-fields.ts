import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

import { usePeopleById } from '@/api/people'
import { type Project, projectsQuery } from '@/api/projects'
import { localDay, writtenDay } from '@/lib/days'

import { type Field, fieldsOf, type RuleEvent } from './fields'
import type { Called } from './words'

/** What a rule can look at, by what its project has; and that project. */
export function useFields(
  when: RuleEvent,
  id: string | null,
): { fields: Field[]; project: Project | undefined } {
  const { data } = useQuery(projectsQuery)
  const project = data?.find((each) => each.id === id)
  const fields = useMemo(() => fieldsOf(when, project ?? null), [when, project])
  return { fields, project }
}

/** Names what conditions know by an id, and writes days as people do. */
export function useCalled(): Called {
  const people = usePeopleById()
  const { data: projects } = useQuery(projectsQuery)
  return useCallback(
    ({ kind }, value) => {
      switch (kind) {
        case 'people':
        case 'person':
          return people.get(value)?.name ?? 'someone'
        case 'project':
          return projects?.find(({ id }) => id === value)?.name ?? 'a project that is gone'
        case 'moment':
          return writtenDay(localDay(value))
        case 'day':
          return writtenDay(value)
        default:
          return `“${value}”`
      }
    },
    [people, projects],
  )
}
