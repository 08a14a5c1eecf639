import { useQuery } from '@tanstack/react-query'
import { UserRound, UserRoundX } from 'lucide-react'
import { useMemo } from 'react'

import { useMe } from '@/api/me'
import { tagsQuery } from '@/api/tags'
import type { Option } from '@/components/option-picker'
import { Avatar } from '@/components/ui/avatar'
import { inWords } from '@/lib/names'

import { canWork, usePeople } from '../people'
import { PRIORITIES, STATUSES } from '../task'

import { PriorityMark, StatusMark } from './marks'

export const STATUS_OPTIONS: Option[] = STATUSES.map((status) => ({
  value: status,
  label: inWords(status),
  mark: <StatusMark status={status} />,
}))

export const PRIORITY_OPTIONS: Option[] = PRIORITIES.map((priority) => ({
  value: priority,
  label: inWords(priority),
  mark: <PriorityMark priority={priority} />,
}))

/** Those who can be given work, oneself first. */
export function usePersonOptions(): Option[] {
  const { list } = usePeople()
  const me = useMe()
  return useMemo(() => {
    const options = list.filter(canWork).map((person) => ({
      value: person.id,
      label: person.id === me.id ? `${person.name} (you)` : person.name,
      mark: <Avatar name={person.name} size="sm" />,
    }))
    return [
      ...options.filter(({ value }) => value === me.id),
      ...options.filter(({ value }) => value !== me.id),
    ]
  }, [list, me.id])
}

/** The same as a filter: oneself whoever that is, and nobody. */
export function useAssigneeFilterOptions(): Option[] {
  const people = usePersonOptions()
  const me = useMe()
  return useMemo(
    () => [
      { value: 'me', label: 'Me', mark: <UserRound aria-hidden /> },
      { value: 'none', label: 'Nobody', mark: <UserRoundX aria-hidden /> },
      ...people.filter(({ value }) => value !== me.id),
    ],
    [people, me.id],
  )
}

export function useTagOptions(project: string | undefined): Option[] {
  const { data } = useQuery(tagsQuery(project))
  return useMemo(
    () => (data?.items ?? []).map(({ tag, count }) => ({ value: tag, label: tag, aside: count })),
    [data],
  )
}
