import { queryOptions } from '@tanstack/react-query'

import { api } from '@/api/client'
import { followDownload } from '@/api/download'
import { problemOf } from '@/api/problem'

import type { Import } from './requests'
import { readReport, type Sheet } from './sheet'

/** What a page holds of a file; larger ones come by the drop folder. */
const MOST_BYTES = 16_000_000

async function fetchReport(id: string, signal: AbortSignal): Promise<string> {
  const { data, error, response } = await api.GET('/api/imports/{id}/report', {
    params: { path: { id }, query: { format: 'csv' } },
    parseAs: 'text',
    signal,
  })
  if (!response.ok) throw problemOf(error, response)
  return data as unknown as string
}

/**
 * The file as the import reads it, out of its report; `null` if it is too large for a page. The rows' cells stay the
 * same, what the report says of them changes with `revision`.
 */
export const sheetQuery = (import_: Import) => {
  const { id, revision, detected, file } = import_
  return queryOptions({
    queryKey: ['imports', id, 'sheet', revision],
    queryFn: async ({ signal }): Promise<Sheet | null> => {
      if (file.size > MOST_BYTES) return null
      return readReport(await fetchReport(id, signal), detected?.columns ?? [])
    },
    staleTime: Infinity,
    gcTime: 60_000,
  })
}

/** Whether there is a report: after the plan is made, and while nothing moves. */
export function hasReport({ plan_hash, state }: Import): boolean {
  return (
    Boolean(plan_hash) && ['planned', 'completed', 'failed', 'cancelled', 'undone'].includes(state)
  )
}

/** Saves the report under the person's downloads: a workbook of a workbook, text of text. */
export async function downloadReport({ id }: Import): Promise<void> {
  await followDownload(
    api.GET('/api/imports/{id}/report', { params: { path: { id } }, parseAs: 'stream' }),
  )
}

export function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(link.href)
  }, 10_000)
}
