import { useQuery } from '@tanstack/react-query'

import { useMay, useMe } from '@/api/me'
import { type Person, peopleQuery } from '@/api/people'
import { Avatar } from '@/components/ui/avatar'

/** The organization's people; none for those who may not ask. */
export function usePeople(): Person[] {
  const may = useMay('users.read')
  return useQuery({ ...peopleQuery, enabled: may }).data ?? []
}

/** Names by id. */
export function useNames(): (id: string) => string {
  const me = useMe()
  const names = new Map(usePeople().map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? (id === me.id ? me.name : 'Someone')
}

export function PersonName({ id }: { id: string }) {
  const name = useNames()(id)
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Avatar name={name} size="sm" />
      <span className="truncate">{name}</span>
    </span>
  )
}
