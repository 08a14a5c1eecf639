import { z } from 'zod'

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))
const ids = z.array(z.uuid()).min(1).max(50)

export const VIAS = ['user', 'token', 'import', 'run', 'system', 'anonymous'] as const

/** What the audit log is narrowed to, and which entry is open: all of it is in the address. */
export const auditSearch = z.object({
  /** The first day. */
  from: day.optional().catch(undefined),
  /** The last day. */
  until: day.optional().catch(undefined),
  kind: z.array(z.string()).min(1).max(50).optional().catch(undefined),
  actor: ids.optional().catch(undefined),
  via: z.array(z.enum(VIAS)).min(1).optional().catch(undefined),
  subject: z.uuid().optional().catch(undefined),
  request: z.string().min(1).max(200).optional().catch(undefined),
  entry: z.uuid().optional().catch(undefined),
})

export type AuditSearch = z.infer<typeof auditSearch>

export function isNarrowed(search: AuditSearch): boolean {
  return Object.values({ ...search, entry: undefined }).some((value) => value !== undefined)
}
