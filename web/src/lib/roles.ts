import type { Schema } from '@/api/client'

export type Role = Schema<'Role'>

/** From least to most. */
export const ROLES = ['guest', 'user', 'admin', 'super_admin'] as const satisfies readonly Role[]

export const ROLE_HINTS: Record<Role, string> = {
  guest: 'Reads projects that are shared with guests and comments on their tasks.',
  user: 'Works on tasks and runs imports.',
  admin: 'Everything in this organization: people, projects, settings and the audit log.',
  super_admin: 'Operates this installation: everything in every organization.',
}

/** Whether the first stands above the second. */
export function outranks(one: Role, other: Role): boolean {
  return ROLES.indexOf(one) > ROLES.indexOf(other)
}

/** What someone may make others: nothing above themselves, and the operator's role is given elsewhere. */
export function rolesToGive(mine: Role): Role[] {
  return ROLES.filter((role) => role !== 'super_admin' && !outranks(role, mine))
}
