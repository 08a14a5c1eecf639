import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { useMay, useMe } from '@/api/me'
import { type Person, peopleQuery } from '@/api/people'

/** Who is who. Guests may not list people: then only they themselves are known. */
export function usePeople(): { list: Person[]; nameOf: (id: string) => string; known: boolean } {
  const me = useMe()
  const may = useMay('users.read')
  const { data } = useQuery({ ...peopleQuery, enabled: may })
  return useMemo(() => {
    const list = data ?? []
    const names = new Map(list.map((person) => [person.id, person.name]))
    names.set(me.id, me.name)
    return { list, known: may, nameOf: (id) => names.get(id) ?? 'Someone' }
  }, [data, may, me])
}

/** Who can be given work: not those who were disabled. */
export function canWork(person: Person): boolean {
  return person.state !== 'disabled'
}
