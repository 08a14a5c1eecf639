import type { Schema } from '@/api/client'
import type { Permission } from '@/api/me'

/** Tells of an entry whether the person may use it. */
export function permits(permissions: Schema<'Permissions'> | undefined) {
  return (entry: { permission?: Permission }): boolean =>
    entry.permission === undefined ||
    permissions?.items.some(
      (row) => row.permission === entry.permission && row.yours !== 'none',
    ) === true
}
