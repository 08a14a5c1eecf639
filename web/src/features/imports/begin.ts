import { useNavigate } from '@tanstack/react-router'

import type { Schema } from '@/api/client'

import { type Import, type Mapping, useCancelImport, useCreateImport } from './requests'
import { upload, uploadedFile } from './uploads'

export type Options = Pick<Schema<'NewImport'>, 'mode' | 'key' | 'empty_cells'>
type ReadAs = Schema<'ReadAs'>

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What a spreadsheet's name ends with. */
export const FILE_NAME = /\.(xlsx|csv|tsv|txt)$/i

export const FILE_TYPES = `.xlsx,.csv,.tsv,.txt,text/csv,text/plain,${XLSX}`

/** Systems call CSV many things, Excel among them. */
function contentType(file: File): string {
  if (/\.xlsx$/i.test(file.name)) return XLSX
  return /\.(csv|tsv|txt)$/i.test(file.name) || !file.type ? 'text/csv' : file.type
}

/** Announces a file, begins to send it, and opens its import. */
export function useBeginImport() {
  const create = useCreateImport()
  const navigate = useNavigate()
  const begin = async (
    file: File,
    project: string,
    options: Options & {
      mapping?: Mapping | null
      read_as?: ReadAs
      step?: 'map' | 'check'
      replace?: boolean
    },
  ) => {
    const { step, replace = false, mapping, ...rest } = options
    const created = await create.mutateAsync({
      project,
      file_name: file.name,
      size: file.size,
      content_type: contentType(file),
      auto_commit: false,
      ...rest,
      ...(mapping && { mapping }),
    })
    upload(created.id, file, created.upload)
    await navigate({
      to: '/imports/$import',
      params: { import: created.id },
      search: { step: step ?? 'detected' },
      replace,
    })
    return created
  }
  return { begin, pending: create.isPending }
}

/**
 * Begins again in an import's place: with another file, or other options. What it would have done is done by the new
 * one, so a planned import is cancelled.
 */
export function useBeginAgain(import_: Import) {
  const { begin, pending } = useBeginImport()
  const cancel = useCancelImport()
  const original = uploadedFile(import_.id)
  const again = async (
    file: File,
    options: Options & { mapping?: Mapping | null; step: 'map' | 'check' },
  ) => {
    const { mode, key, empty_cells, read_as } = import_
    await begin(file, import_.project_id, {
      mode,
      empty_cells,
      ...(key && { key }),
      mapping: import_.mapping,
      read_as: file === original ? read_as : ofCells(read_as),
      replace: true,
      ...options,
    })
    if (import_.state === 'planned' || import_.state === 'awaiting_upload') {
      cancel.mutate(import_.id)
    }
  }
  return { again, pending, original }
}

/** What was said of the cells; the rest was of the file that they came in. */
function ofCells({ date_order, decimal_mark }: ReadAs): ReadAs {
  return { ...(date_order && { date_order }), ...(decimal_mark && { decimal_mark }) }
}
