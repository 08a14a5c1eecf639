import type { Person } from '@/api/people'
import { outranks, type Role } from '@/lib/roles'

export const STATES = ['active', 'invited', 'disabled'] as const satisfies Person['state'][]

export interface Narrowing {
  q?: string | undefined
  role?: Role | undefined
  state?: Person['state'] | undefined
}

/** Those whose name or address has every word, in the order that they came in. */
export function narrowed(people: Person[], { q = '', role, state }: Narrowing): Person[] {
  const words = plain(q).split(/\s+/).filter(Boolean)
  return people.filter((person) => {
    const text = plain(`${person.name} ${person.email}`)
    return (
      words.every((word) => text.includes(word)) &&
      (role === undefined || person.role === role) &&
      (state === undefined || person.state === state)
    )
  })
}

/** Whoever wrote "Novak" finds "Novák". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

const isAdmin = (person: Person) => person.state === 'active' && outranks(person.role, 'user')

/** Whether nobody else could let people in; the server keeps it so. */
export function isLastAdmin(person: Person, people: Person[]): boolean {
  return isAdmin(person) && people.filter(isAdmin).length === 1
}
