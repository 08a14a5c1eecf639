import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, X } from 'lucide-react'
import { type ReactNode, useId } from 'react'

import { api, take } from '@/api/client'
import { permissionsQuery, useMe } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { Button, buttonStyle } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { Tooltip } from '@/components/ui/tooltip'
import { showCreateProject } from '@/features/projects/show-create-project'
import { cn } from '@/lib/cn'

import { projectPages } from './features'
import { useFirstRunSeen, useIsGuided } from './first-run-state'
import { permits } from './permits'

/** Whether there is any import, and any task, in the organization. */
const anyImportQuery = {
  queryKey: ['imports', 'any'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await take(api.GET('/api/imports', { params: { query: { limit: 1 } }, signal }))).items
      .length > 0,
}
const anyTaskQuery = {
  queryKey: ['tasks', 'any'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await take(api.GET('/api/tasks', { params: { query: { limit: 1 } }, signal }))).items.length >
    0,
}

/** Whoever comes back from a step sees it done. */
const anew = { refetchOnMount: 'always' } as const

/** The first three steps of an organization, for those who may take them; what is done is read from what is there. */
export function FirstRun() {
  const me = useMe()
  const seen = useFirstRunSeen(me.id)
  const wanted = useIsGuided()
  const projects = useQuery(projectsQuery).data
  const imports = useQuery({ ...anyImportQuery, ...anew, enabled: wanted }).data
  const tasks = useQuery({ ...anyTaskQuery, ...anew, enabled: wanted }).data
  const permissions = useQuery(permissionsQuery).data
  const id = useId()
  if (!wanted || !projects || imports === undefined || tasks === undefined) return null

  const open = projects.filter((project) => !project.archived)
  const [first] = open
  const board = projectPages.find(permits(permissions))
  // Who began with tasks of their own has no need of the sample.
  const done = [projects.length > 0, imports || tasks, tasks && seen.looked]
  const left = done.filter((one) => !one).length
  if (left === 0) return null
  return (
    <section
      aria-labelledby={id}
      className="relative mb-8 rounded-xl border border-line bg-canvas p-4 sm:p-5"
    >
      <div className="mb-4 pr-10">
        <h2 id={id} className="text-base">
          Set up {me.organization.name}
        </h2>
        <p className="mt-0.5 text-sm text-muted">
          {left === done.length
            ? 'Three steps, a few minutes.'
            : `${done.length - left} of ${done.length} done.`}
        </p>
        <Progress
          value={(100 * (done.length - left)) / done.length}
          label="Steps done"
          className="mt-3 max-w-64"
        />
      </div>
      <Tooltip label="Put the guide away" side="left">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Put the guide away"
          className="absolute top-3 right-3"
          onClick={seen.dismiss}
        >
          <X aria-hidden />
        </Button>
      </Tooltip>
      <ol className="grid gap-3 md:grid-cols-3">
        <Step
          number={1}
          done={done[0] === true}
          title="Create a project"
          action={
            <Button size="sm" variant="primary" onClick={showCreateProject}>
              Create a project
            </Button>
          }
        >
          It groups tasks and gives them their key, like OPS-42.
        </Step>
        <Step
          number={2}
          done={done[1] === true}
          ready={open.length > 0}
          title="Import the sample"
          action={
            first && (
              <Link
                to="/imports/new"
                search={{ project: first.key, sample: true }}
                className={buttonStyle({ size: 'sm', variant: 'primary' })}
              >
                Import the sample
              </Link>
            )
          }
        >
          A small spreadsheet. Some of its rows have mistakes, to see how they are mended.
        </Step>
        <Step
          number={3}
          done={done[2] === true}
          ready={tasks && first !== undefined}
          title="Look at the board"
          action={
            first &&
            board && (
              <Link
                to={board.to}
                params={{ project: first.key }}
                className={buttonStyle({ size: 'sm', variant: 'primary' })}
                onClick={seen.look}
              >
                Open the board
              </Link>
            )
          }
        >
          Tasks by status. Drag one to where it belongs.
        </Step>
      </ol>
    </section>
  )
}

interface StepProps {
  number: number
  title: string
  done: boolean
  /** Whether what it needs is there. */
  ready?: boolean
  action: ReactNode
  children: ReactNode
}

function Step({ number, title, done, ready = true, action, children }: StepProps) {
  return (
    <li className="flex flex-col rounded-lg border border-line bg-surface p-3.5">
      <div className="flex items-center gap-2">
        <span
          aria-hidden
          className={cn(
            'grid size-5 shrink-0 place-items-center rounded-full text-2xs font-semibold',
            done ? 'bg-success-soft text-success-text' : 'bg-hover text-muted',
          )}
        >
          {done ? <Check className="size-3" /> : number}
        </span>
        <h3 className={cn('text-sm', done && 'text-muted')}>
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
      </div>
      <p className="mt-1.5 text-sm text-pretty text-muted">{children}</p>
      {!done && ready && <div className="mt-auto flex flex-wrap gap-2 pt-3">{action}</div>}
    </li>
  )
}
