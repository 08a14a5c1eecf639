import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, BookmarkCheck } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table'

import { sheetQuery } from './cells'
import { Frame } from './frame'
import { ReadAsChoices } from './read-as'
import { type Import, profilesQuery } from './requests'
import type { Sheet } from './sheet'
import { counted, writtenSize } from './states'

const PREVIEW_ROWS = 10

/** What the file was found to be, and its first rows as they are. */
export function DetectedStep({ import_ }: { import_: Import }) {
  const { detected, file, counts } = import_
  const sheet = useQuery(sheetQuery(import_))
  if (!detected) return null
  return (
    <Frame
      import_={import_}
      heading="What was found in the file"
      lead="If the rows below do not look like your spreadsheet, choose what is right: the file is then read again."
      next={
        <Button asChild variant="primary">
          <Link to="/imports/$import" params={{ import: import_.id }} search={{ step: 'map' }}>
            Map the columns
            <ArrowRight aria-hidden />
          </Link>
        </Button>
      }
    >
      <Recognized import_={import_} />
      <div className="mb-5 grid gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-6">
        <Fact name="File">
          {detected.format.toUpperCase()}, {writtenSize(file.size)}
          <span className="block text-xs font-normal text-muted">
            {counted(counts.rows, 'row')}, {counted(detected.columns.length, 'column')}
          </span>
        </Fact>
        <ReadAsChoices import_={import_} detected={detected} />
      </div>
      {sheet.isPending ? (
        <Loading what="the first rows">
          <Skeleton className="h-64 rounded-lg" />
        </Loading>
      ) : sheet.isError ? (
        <ErrorState error={sheet.error} onRetry={() => void sheet.refetch()} />
      ) : sheet.data ? (
        <Preview sheet={sheet.data} headerRow={detected.header_row} />
      ) : (
        <p className="text-sm text-muted">The file is too large to show its rows here.</p>
      )}
    </Frame>
  )
}

/** Says that the mapping is one that the team saved. */
export function Recognized({ import_ }: { import_: Import }) {
  const profiles = useQuery({ ...profilesQuery, enabled: Boolean(import_.profile_id) }).data
  const profile = profiles?.find(({ id }) => id === import_.profile_id)
  if (!import_.profile_id) return null
  return (
    <p className="mb-4 flex items-start gap-2 rounded-md bg-accent-soft px-3 py-2 text-sm text-accent-text">
      <BookmarkCheck className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>
        A file with these columns is known: it is mapped by the profile{' '}
        <strong className="font-semibold">{profile?.name ?? '…'}</strong>.
      </span>
    </p>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1 bg-surface px-3 py-2.5">
      <h3 className="h-5 text-xs leading-5 font-normal text-muted">{name}</h3>
      <div className="font-medium tabular-nums">{children}</div>
    </div>
  )
}

function Preview({ sheet, headerRow }: { sheet: Sheet; headerRow: number }) {
  return (
    <>
      <div className="rounded-lg border border-line">
        <Table aria-label="The first rows of the file">
          <TableHead className="border-b border-line bg-canvas">
            <tr>
              <TableHeader className="w-10 text-right">
                <span aria-hidden>{headerRow}</span>
                <span className="sr-only">Place</span>
              </TableHeader>
              {sheet.columns.map((column) => (
                <TableHeader key={column} className="text-text">
                  {column}
                </TableHeader>
              ))}
            </tr>
          </TableHead>
          <TableBody>
            {sheet.rows.slice(0, PREVIEW_ROWS).map((row, index) => (
              <TableRow key={index} className="last:border-b-0">
                <TableCell className="text-right text-xs text-muted tabular-nums">
                  {index + 1}
                </TableCell>
                {row.map((cell, column) => (
                  <TableCell key={column}>
                    <span className="block max-w-72 truncate" title={cell}>
                      {cell}
                    </span>
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      <p className="mt-2 text-xs text-muted">
        {sheet.rows.length > PREVIEW_ROWS
          ? `The first ${PREVIEW_ROWS} of ${counted(sheet.rows.length, 'row')}.`
          : counted(sheet.rows.length, 'row')}
      </p>
    </>
  )
}
