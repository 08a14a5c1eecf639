import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { useMay } from '@/api/me'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { cn } from '@/lib/cn'

import { type Import, useCancelImport } from './requests'
import type { Step } from './states'

interface FrameProps {
  import_: Import
  heading: string
  lead?: ReactNode
  /** The step before this one. */
  back?: Step
  /** The way on. */
  next: ReactNode
  /** The step uses the whole width, for tables. */
  wide?: boolean
  children: ReactNode
}

/** A step of a planned import, with the ways back, on and out at its foot. */
export function Frame({ import_, heading, lead, back, next, wide = false, children }: FrameProps) {
  const width = cn('w-full px-4', !wide && 'max-w-7xl')
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className={cn(width, 'flex min-h-0 flex-1 flex-col py-5')}>
        <h2 className="text-lg">{heading}</h2>
        {lead && <div className="mt-0.5 max-w-3xl text-sm text-pretty text-muted">{lead}</div>}
        <div className="mt-4 flex min-h-0 flex-1 flex-col">{children}</div>
      </div>
      <div className="sticky bottom-0 z-10 border-t border-line bg-surface">
        <div className={cn(width, 'flex min-h-14 flex-wrap items-center gap-2 py-2')}>
          <CancelImport import_={import_} />
          <span className="flex-1" />
          {back && (
            <Button asChild>
              <Link to="/imports/$import" params={{ import: import_.id }} search={{ step: back }}>
                <ArrowLeft aria-hidden />
                <span className="max-sm:sr-only">Back</span>
              </Link>
            </Button>
          )}
          {next}
        </div>
      </div>
    </div>
  )
}

/** Gives an import up that has not done anything yet, or stops one that runs. */
export function CancelImport({ import_ }: { import_: Import }) {
  const [asking, setAsking] = useState(false)
  const cancel = useCancelImport()
  const mayRun = useMay('imports.run')
  if (!mayRun) return null
  const running = import_.state === 'committing'
  return (
    <>
      <Button
        variant="ghost"
        className="-ml-3"
        onClick={() => {
          setAsking(true)
        }}
      >
        {running ? 'Stop' : 'Cancel import'}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading={running ? 'Stop this import?' : 'Cancel this import?'}
        action={running ? 'Stop it' : 'Cancel it'}
        pending={cancel.isPending}
        onConfirm={() => {
          cancel.mutate(import_.id, {
            onSettled: () => {
              setAsking(false)
            },
          })
        }}
      >
        {running
          ? 'Tasks that it made so far stay; you can undo them afterwards.'
          : 'Nothing was written yet. It stays in the history, and cannot be gone on with.'}
      </ConfirmDialog>
    </>
  )
}
