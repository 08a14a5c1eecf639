import { useNavigate } from '@tanstack/react-router'
import { FileX2 } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { EmptyState } from '@/components/ui/states'

import { CancelImport } from './frame'
import { type Import, useCancelImport } from './requests'
import { counted, writtenSize } from './states'
import { useUpload } from './uploads'

interface StageProps {
  heading: string
  /** From 0 to 100; absent while nobody knows. */
  value?: number | undefined
  children: ReactNode
  actions?: ReactNode
}

/** Something that takes its time, with how far it is. It may be left; it goes on. */
export function Stage({ heading, value, children, actions }: StageProps) {
  return (
    <div className="mx-auto grid w-full max-w-lg gap-4 px-6 py-16 text-center">
      <h2 className="text-lg">{heading}</h2>
      <Progress label={heading} value={value} />
      <div className="text-sm text-muted tabular-nums">{children}</div>
      {actions && <div className="flex justify-center gap-2">{actions}</div>}
    </div>
  )
}

export function AwaitingUpload({ import_ }: { import_: Import }) {
  const upload = useUpload(import_.id)
  const cancel = useCancelImport()
  const navigate = useNavigate()
  if (upload && !upload.failure) {
    return (
      <Stage
        heading={`Uploading ${import_.file.name}`}
        value={(100 * upload.loaded) / upload.total}
        actions={<CancelImport import_={import_} />}
      >
        {writtenSize(upload.loaded)} of {writtenSize(upload.total)}
      </Stage>
    )
  }
  const again = (
    <Button
      variant="primary"
      pending={cancel.isPending}
      onClick={() => {
        cancel.mutate(import_.id)
        void navigate({
          to: '/imports/new',
          search: { project: import_.project_id },
          replace: true,
        })
      }}
    >
      Choose the file again
    </Button>
  )
  if (!upload) {
    return (
      <Stage
        heading="Waiting for the file"
        actions={
          <>
            {again}
            <CancelImport import_={import_} />
          </>
        }
      >
        It is read as soon as it has arrived. If the page that sent it was closed, choose it again.
      </Stage>
    )
  }
  return (
    <EmptyState icon={FileX2} heading="The file did not arrive" action={again}>
      <p role="alert">{upload.failure} Nothing was imported.</p>
    </EmptyState>
  )
}

export function Reading({ import_ }: { import_: Import }) {
  return (
    <Stage
      heading={import_.detected ? 'Checking every row' : `Reading ${import_.file.name}`}
      actions={<CancelImport import_={import_} />}
    >
      {counted(import_.counts.rows, 'row')} so far{speedOf(import_)}
      <p className="mt-1">Nothing is written yet. You may leave this page and come back.</p>
    </Stage>
  )
}

export function Committing({ import_ }: { import_: Import }) {
  const { counts, speed } = import_
  const whole = counts.create + counts.update
  const done = whole - counts.left
  return (
    <Stage
      heading={`Importing ${import_.file.name}`}
      value={whole > 0 ? (100 * done) / whole : undefined}
      actions={<CancelImport import_={import_} />}
    >
      <p>
        {done.toLocaleString()} of {counted(whole, 'row')}
        {speedOf(import_)}
        {speed?.estimated_end && `, ${remaining(speed.estimated_end)} left`}
      </p>
      <p className="mt-1">You may leave this page; it goes on, and you are told when it is done.</p>
    </Stage>
  )
}

export function speedOf({ speed }: Import): string {
  if (!speed || speed.rows_per_second < 1) return ''
  return `, ${Math.round(speed.rows_per_second).toLocaleString()} a second`
}

function remaining(end: string): string {
  const seconds = Math.max(Math.round((new Date(end).getTime() - Date.now()) / 1000), 1)
  return seconds < 90 ? counted(seconds, 'second') : counted(Math.round(seconds / 60), 'minute')
}
