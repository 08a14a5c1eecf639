import type { Schema } from '@/api/client'
import { inWords } from '@/lib/names'

import type { Names } from './shape'
import { listed } from './words'

type Person = Schema<'WorkflowPerson'>
type Approver = Schema<'WorkflowApprover'>

/** Someone, or what gives them, in words. */
export function writtenPerson(person: Person, names: Names): string {
  if ('from' in person) return person.from || 'somebody'
  return person.user ? names.person(person.user) : 'somebody'
}

export function writtenPeople(people: Person[], names: Names): string {
  return listed(people.map((person) => writtenPerson(person, names)))
}

export function writtenApprovers(approvers: Approver[], names: Names): string {
  return listed(
    approvers.map((approver) =>
      'role' in approver
        ? `every ${inWords(approver.role).toLowerCase()}`
        : writtenPerson(approver.person, names),
    ),
  )
}
