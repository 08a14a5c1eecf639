import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileSpreadsheet, FolderInput, Plus } from 'lucide-react'

import { useMay } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { ProjectMark } from '@/components/project-mark'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { ago, writtenMoment } from '@/lib/days'

import { save } from './cells'
import { PersonName } from './people'
import { type Import, type ImportFilter, importsQuery } from './requests'
import { sampleFile } from './sample-file'
import { counted, isMoving, STATE_LOOKS } from './states'

/** The imports that the filter leaves, the newest first. */
export function History({ filter, onClear }: { filter: ImportFilter; onClear: () => void }) {
  const imports = useInfiniteQuery(importsQuery(filter))
  if (imports.isPending) return <Pending />
  if (imports.isError) {
    return <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
  }
  const items = imports.data.pages.flatMap((page) => page.items as unknown as Import[])
  if (items.length === 0) {
    return filter.state || filter.project || filter.by ? (
      <EmptyState
        icon={FileSpreadsheet}
        heading="No import matches"
        action={<Button onClick={onClear}>Show all imports</Button>}
      >
        Nothing in the history passes all of the filters.
      </EmptyState>
    ) : (
      <NoImports />
    )
  }
  return (
    <>
      <ul aria-label="Imports" className="border-b border-line">
        {items.map((item) => (
          <li key={item.id}>
            <Entry import_={item} />
          </li>
        ))}
      </ul>
      {imports.hasNextPage && (
        <div className="flex justify-center p-4">
          <Button pending={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
            Show older imports
          </Button>
        </div>
      )}
    </>
  )
}

function Entry({ import_ }: { import_: Import }) {
  const { data: projects = [] } = useQuery(projectsQuery)
  const project = projects.find(({ id }) => id === import_.project_id)
  const look = STATE_LOOKS[import_.state]
  return (
    <article className="relative grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t border-line px-4 py-2.5 transition-colors hover:bg-hover md:grid-cols-[minmax(0,1.8fr)_8.5rem_minmax(0,1fr)_minmax(0,0.8fr)_6rem]">
      <div className="flex min-w-0 items-center gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-md bg-hover text-muted">
          {import_.file.dropped_at ? (
            <FolderInput className="size-4" aria-hidden />
          ) : (
            <FileSpreadsheet className="size-4" aria-hidden />
          )}
        </span>
        <div className="min-w-0">
          <h2 className="truncate text-sm">
            <Link
              to="/imports/$import"
              params={{ import: import_.id }}
              title={import_.file.name}
              className="after:absolute after:inset-0"
            >
              {import_.file.name}
            </Link>
          </h2>
          <p className="flex min-w-0 items-center gap-1.5 text-xs text-muted">
            {project && <ProjectMark project={project} className="size-3.5 text-[0.5rem]" />}
            <span className="truncate">{project?.name ?? 'A project that is gone'}</span>
          </p>
        </div>
      </div>
      <div className="justify-self-end md:justify-self-start">
        <Badge tone={look.tone}>{look.label}</Badge>
      </div>
      <Outcome import_={import_} />
      <div className="hidden min-w-0 text-sm text-muted md:block">
        <PersonName id={import_.created_by} />
      </div>
      <time
        dateTime={import_.created_at}
        title={writtenMoment(import_.created_at)}
        className="justify-self-end text-xs whitespace-nowrap text-muted"
      >
        {ago(import_.created_at)}
      </time>
    </article>
  )
}

/** What came of it so far, in a few words. */
function Outcome({ import_: { state, counts, failure, undo } }: { import_: Import }) {
  if (isMoving(state) && state !== 'awaiting_upload') {
    const whole = counts.create + counts.update
    const done =
      state === 'committing' && whole > 0 ? (100 * (whole - counts.left)) / whole : undefined
    return (
      <Progress label={STATE_LOOKS[state].label} value={done} className="max-w-40 max-md:ml-11" />
    )
  }
  const parts =
    state === 'failed'
      ? [failure?.detail ?? 'It could not go on']
      : state === 'planned'
        ? [counted(counts.rows, 'row'), counts.error > 0 && counted(counts.error, 'error')]
        : state === 'undone' && undo
          ? [
              `${counted(undo.deleted + undo.restored, 'task')} taken back`,
              undo.kept > 0 && `${undo.kept.toLocaleString()} kept`,
            ]
          : [
              counts.created > 0 && `${counts.created.toLocaleString()} created`,
              counts.updated > 0 && `${counts.updated.toLocaleString()} changed`,
              state === 'completed' && counts.error > 0 && counted(counts.error, 'error'),
            ]
  const text = parts.filter(Boolean).join(' · ')
  return (
    <p className="truncate text-xs text-muted max-md:pl-11 md:text-sm" title={text}>
      {text || (state === 'completed' ? 'Nothing to do' : '–')}
    </p>
  )
}

function NoImports() {
  const mayRun = useMay('imports.run')
  return (
    <EmptyState
      icon={FileSpreadsheet}
      heading="Nothing was imported yet"
      action={
        mayRun && (
          <>
            <Button asChild variant="primary">
              <Link to="/imports/new">
                <Plus aria-hidden />
                Import a spreadsheet
              </Link>
            </Button>
            <Button
              onClick={() => {
                const file = sampleFile()
                save(file, file.name)
              }}
            >
              Download a sample file
            </Button>
          </>
        )
      }
    >
      Bring in an Excel or CSV file: you see what becomes of every row before anything is written.
    </EmptyState>
  )
}

function Pending() {
  return (
    <Loading what="imports" className="grid">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="flex h-14 items-center gap-3 border-t border-line px-4">
          <Skeleton className="size-8 rounded-md" />
          <Skeleton className="w-48" />
          <Skeleton className="ml-auto w-24" />
        </div>
      ))}
    </Loading>
  )
}
