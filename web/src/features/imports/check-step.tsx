import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Play, RefreshCw, TriangleAlert } from 'lucide-react'

import { type ApiError, asApiError } from '@/api/problem'
import { projectsQuery } from '@/api/projects'
import { Button } from '@/components/ui/button'
import { RequestId } from '@/components/ui/states'
import { toast } from '@/components/ui/toaster'

import { Frame } from './frame'
import { targetsOf } from './mapping'
import { type Import, importQuery, useCommitImport, type Verdict } from './requests'
import { RowsView } from './rows-view'
import { counted } from './states'

/** The dry run: what becomes of every row, mistakes to mend in place, and the order to carry it out. */
export function CheckStep({
  import_,
  verdict,
}: {
  import_: Import
  verdict: Verdict | 'all' | undefined
}) {
  const commit = useCommitImport()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { data: projects = [] } = useQuery(projectsQuery)
  const project = projects.find(({ id }) => id === import_.project_id)
  const rules = import_.mapping?.rules ?? []
  const targets = targetsOf(project?.custom_fields ?? [], rules)
  const { counts } = import_
  const whole = counts.create + counts.update
  const order = async (replan: boolean) => {
    try {
      await commit.mutateAsync({ id: import_.id, replan })
      if (!replan) {
        await navigate({ to: '/imports/$import', params: { import: import_.id } })
      }
    } catch (error) {
      // Where the data changed since, that is shown below.
      const problem = asApiError(error)
      if (problem.status !== 409 || problem.allowed.includes('replan')) return
      const query = importQuery(import_.id)
      await queryClient.invalidateQueries(query)
      if (queryClient.getQueryData(query.queryKey)?.state !== 'planned') toast(problem.message)
    }
  }
  return (
    <Frame
      wide
      import_={import_}
      heading={headingOf(import_)}
      lead={
        counts.error > 0
          ? 'Rows with errors are left out. Mend them here, or import the others now and mend these later.'
          : `Nothing is written before you import, and you can undo it afterwards. It goes to ${project?.name ?? 'the project'}.`
      }
      back="map"
      next={
        <Button
          variant="primary"
          disabled={whole === 0}
          pending={commit.isPending}
          onClick={() => void order(false)}
        >
          <Play aria-hidden />
          Import {counted(whole, 'row')}
        </Button>
      }
    >
      {commit.error && (
        <Refused
          problem={asApiError(commit.error)}
          pending={commit.isPending}
          onReplan={() => void order(true)}
        />
      )}
      <RowsView import_={import_} verdict={verdict} targets={targets} />
    </Frame>
  )
}

function headingOf({ counts }: Import): string {
  const parts = [
    counts.create > 0 && `${counted(counts.create, 'task')} will be created`,
    counts.update > 0 &&
      `${counted(counts.update, 'task')} ${counts.create > 0 ? 'changed' : 'will be changed'}`,
    counts.error > 0 &&
      `${counted(counts.error, 'row')} ${counts.error === 1 ? 'has' : 'have'} errors`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : 'Nothing would change'
}

/** Why it was not carried out; where the data changed since, the way on is another plan. */
function Refused({
  problem,
  pending,
  onReplan,
}: {
  problem: ApiError
  pending: boolean
  onReplan: () => void
}) {
  const stale = problem.allowed.includes('replan')
  return (
    <div
      role="alert"
      className="mb-4 grid gap-2 rounded-lg bg-warning-soft p-3 text-sm text-warning-text"
    >
      <p className="flex items-start gap-2 font-medium">
        <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        {stale ? 'Someone changed these tasks since the rows were checked.' : problem.message}
      </p>
      {stale && (
        <>
          <ul className="ml-6 list-disc">
            {problem.fields.slice(0, 8).map(({ pointer, detail }) => (
              <li key={pointer}>
                {whereOf(pointer)}: {detail}
              </li>
            ))}
            {problem.fields.length > 8 && <li>and {problem.fields.length - 8} more</li>}
          </ul>
          <div>
            <Button pending={pending} onClick={onReplan}>
              <RefreshCw aria-hidden />
              Check again with what is there now
            </Button>
          </div>
        </>
      )}
      <RequestId id={problem.requestId} className="text-warning-text" />
    </div>
  )
}

/** `/rows/17/priority` → "Row 17, priority". */
function whereOf(pointer: string): string {
  const [, , row, ...field] = pointer.split('/')
  return [`Row ${row ?? ''}`, field.join(' ').replaceAll('_', ' ')].filter(Boolean).join(', ')
}

/** Where the tasks of an import are. */
export function TasksLink({
  import_,
  projectKey,
}: {
  import_: Import
  projectKey: string | undefined
}) {
  if (!projectKey) return null
  // Which parameters the list of tasks takes is its own feature's affair.
  const search = { import: import_.id } as never
  return (
    <Button asChild variant="primary">
      <Link to="/projects/$project" params={{ project: projectKey }} search={search}>
        See the tasks
      </Link>
    </Button>
  )
}
