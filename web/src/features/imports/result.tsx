import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ban, CircleCheck, CircleX, Download, FileX2, Undo2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { useMay } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Progress } from '@/components/ui/progress'
import { EmptyState } from '@/components/ui/states'
import { showError } from '@/components/ui/toaster'
import { ago, writtenMoment } from '@/lib/days'

import { downloadReport, hasReport } from './cells'
import { TasksLink } from './check-step'
import { KeptRows } from './kept-rows'
import { targetsOf } from './mapping'
import { PersonName } from './people'
import { speedOf } from './progress-views'
import { type Import, useUndoImport, type Verdict } from './requests'
import { RowsView } from './rows-view'
import { SaveProfile } from './save-profile'
import { counted } from './states'

/** What came of an import that has ended, and what can be done about it. */
export function Result({
  import_,
  verdict,
}: {
  import_: Import
  verdict: Verdict | 'all' | undefined
}) {
  const { data: projects = [] } = useQuery(projectsQuery)
  const project = projects.find(({ id }) => id === import_.project_id)
  const { counts, state, undo, committed_at } = import_
  const did = committed_at !== null && counts.created + counts.updated > 0
  if (!committed_at && (state === 'failed' || state === 'cancelled'))
    return <Nothing import_={import_} />
  const targets = targetsOf(project?.custom_fields ?? [], import_.mapping?.rules ?? [])
  return (
    <div className="w-full px-4 py-6">
      <Headline import_={import_} />
      <dl className="mt-5 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
        <Fact name="Rows" value={counts.rows} />
        <Fact name="Tasks created" value={counts.created} />
        <Fact name="Tasks changed" value={counts.updated} />
        <Fact name="Skipped" value={counts.skip} />
        <Fact name="With errors" value={counts.error} bad />
        <Fact name="Not carried out" value={counts.missed} bad />
      </dl>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {did && state !== 'undone' && state !== 'undoing' && (
          <TasksLink import_={import_} projectKey={project?.key} />
        )}
        {hasReport(import_) && <Report import_={import_} />}
        {did && !undo && !project?.archived && <Undo import_={import_} />}
        <Button asChild variant="ghost">
          <Link to="/imports/new" search={{ project: project?.key }}>
            Import another file
          </Link>
        </Button>
      </div>
      <p className="mt-4 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
        <PersonName id={import_.created_by} />
        {import_.file.dropped_at ? 'by the drop folder, ' : ''}
        <time dateTime={import_.created_at} title={writtenMoment(import_.created_at)}>
          {ago(import_.created_at)}
        </time>
      </p>
      {undo && undo.kept > 0 && state === 'undone' && (
        <KeptRows import_={import_} targets={targets} />
      )}
      {state !== 'undoing' && (
        <section aria-labelledby="result-rows" className="mt-8">
          <h3 id="result-rows" className="mb-3 text-base">
            {counts.error > 0 && state === 'completed' ? 'Rows, and errors to mend' : 'Rows'}
          </h3>
          <RowsView import_={import_} verdict={verdict} targets={targets} />
        </section>
      )}
      {state === 'completed' && (
        <div className="mt-8 max-w-sm">
          <SaveProfile import_={import_} />
        </div>
      )}
    </div>
  )
}

function Headline({ import_ }: { import_: Import }) {
  const { state, counts, undo, failure } = import_
  const done = [
    counts.created > 0 && `${counted(counts.created, 'task')} created`,
    counts.updated > 0 && `${counted(counts.updated, 'task')} changed`,
  ]
    .filter(Boolean)
    .join(', ')
  if (state === 'undoing' && undo) {
    const back = undo.deleted + undo.restored + undo.kept
    const whole = back + undo.left
    return (
      <div className="max-w-lg">
        <h2 className="text-xl">Taking it back</h2>
        <Progress
          label="Taking it back"
          value={whole > 0 ? (100 * back) / whole : undefined}
          className="mt-3"
        />
        <p className="mt-2 text-sm text-muted tabular-nums">
          {back.toLocaleString()} of {counted(whole, 'task')}
          {speedOf(import_)}. You may leave this page; it goes on.
        </p>
      </div>
    )
  }
  if (state === 'undone' && undo) {
    const parts = [
      undo.deleted > 0 && `${counted(undo.deleted, 'task')} moved to the bin for 30 days`,
      undo.restored > 0 && `${counted(undo.restored, 'task')} got their old values back`,
      undo.kept > 0 && `${counted(undo.kept, 'task')} kept`,
    ].filter(Boolean)
    return (
      <Mark icon={<Undo2 aria-hidden />} heading="Undone">
        {parts.join(', ') || 'There was nothing to take back'}.
      </Mark>
    )
  }
  if (state === 'failed') {
    return (
      <Mark icon={<CircleX aria-hidden />} tone="danger" heading="It could not go on">
        {failure?.detail} {done && `Before that: ${done}.`}
      </Mark>
    )
  }
  if (state === 'cancelled') {
    return (
      <Mark icon={<Ban aria-hidden />} heading="Stopped">
        {done ? `Before that: ${done}. You can undo them.` : 'Nothing was written.'}
      </Mark>
    )
  }
  return (
    <Mark
      icon={<CircleCheck aria-hidden />}
      tone="success"
      heading={done || 'Nothing had to be done'}
    >
      {counts.error > 0
        ? `${counted(counts.error, 'row')} with errors ${counts.error === 1 ? 'was' : 'were'} left out. Mend ${counts.error === 1 ? 'it' : 'them'} below, or in the downloaded report and import that: what is done already is skipped.`
        : 'Every row was carried out.'}
    </Mark>
  )
}

const TONES = {
  neutral: 'bg-hover text-muted',
  success: 'bg-success-soft text-success-text',
  danger: 'bg-danger-soft text-danger-text',
}

function Mark({
  icon,
  heading,
  tone = 'neutral',
  children,
}: {
  icon: ReactNode
  heading: string
  tone?: keyof typeof TONES
  children: ReactNode
}) {
  return (
    <div className="flex items-start gap-3">
      <span
        className={`grid size-10 shrink-0 place-items-center rounded-xl [&_svg]:size-5 ${TONES[tone]}`}
      >
        {icon}
      </span>
      <div>
        <h2 className="text-xl">{heading}</h2>
        <p className="max-w-2xl text-sm text-pretty text-muted">{children}</p>
      </div>
    </div>
  )
}

function Fact({ name, value, bad = false }: { name: string; value: number; bad?: boolean }) {
  return (
    <div className="bg-surface px-3 py-2.5">
      <dt className="text-xs text-muted">{name}</dt>
      <dd
        className={`mt-0.5 text-lg font-semibold tabular-nums ${bad && value > 0 ? 'text-danger-text' : ''}`}
      >
        {value.toLocaleString()}
      </dd>
    </div>
  )
}

function Report({ import_ }: { import_: Import }) {
  const [pending, setPending] = useState(false)
  const download = async () => {
    setPending(true)
    try {
      await downloadReport(import_)
    } catch (error) {
      showError(error)
    }
    setPending(false)
  }
  return (
    <Button pending={pending} onClick={() => void download()}>
      <Download aria-hidden />
      Download report
    </Button>
  )
}

function Undo({ import_ }: { import_: Import }) {
  const [asking, setAsking] = useState(false)
  const undo = useUndoImport()
  const mayRun = useMay('imports.run')
  const queryClient = useQueryClient()
  const { created, updated } = import_.counts
  if (!mayRun) return null
  return (
    <>
      <Button
        onClick={() => {
          setAsking(true)
        }}
      >
        <Undo2 aria-hidden />
        Undo import
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading="Undo this import?"
        action="Undo it"
        pending={undo.isPending}
        onConfirm={() => {
          undo.mutate(import_.id, {
            onError: () =>
              void queryClient.invalidateQueries({ queryKey: ['imports', import_.id] }),
            onSettled: () => {
              setAsking(false)
            },
          })
        }}
      >
        {created > 0 && `${counted(created, 'task')} will go to the bin for 30 days. `}
        {updated > 0 && `${counted(updated, 'task')} will get their old values back. `}
        Tasks that someone changed since are kept and listed.
      </ConfirmDialog>
    </>
  )
}

/** An import that ended before it did anything. */
function Nothing({ import_ }: { import_: Import }) {
  const mayRun = useMay('imports.run')
  const failed = import_.state === 'failed'
  return (
    <EmptyState
      icon={failed ? FileX2 : Ban}
      heading={failed ? 'This file could not be imported' : 'This import was cancelled'}
      action={
        mayRun && (
          <Button asChild variant="primary">
            <Link to="/imports/new" search={{ project: import_.project_id }}>
              {failed ? 'Choose another file' : 'Import a file'}
            </Link>
          </Button>
        )
      }
    >
      {failed ? `${import_.failure?.detail ?? ''} Nothing was written.` : 'Nothing was written.'}
    </EmptyState>
  )
}
