import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useMay } from '@/api/me'
import { usePeopleById } from '@/api/people'
import type { Run } from '@/api/runs'
import { RunState } from '@/components/runs/run-state'
import { ago, writtenMoment } from '@/lib/days'

import { runTaskQuery } from './run-task'

const LINK = 'underline decoration-line-strong underline-offset-4 hover:decoration-current'

/** What began a run, when, and how it ended. */
export function RunFacts({ run }: { run: Run }) {
  const people = usePeopleById()
  const mayRead = useMay('workflows.read')
  const name = (id: string) => people.get(id)?.name ?? 'Someone'
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-2 p-4 text-sm">
      <Fact name="State">
        <RunState run={run} />
      </Fact>
      <Fact name={run.origin.kind === 'rule' ? 'Rule' : 'Workflow'}>
        {run.origin.kind === 'workflow' && mayRead ? (
          <Link
            to="/workflows/$workflow"
            params={{ workflow: run.origin.id }}
            search={{ version: run.origin.version }}
            className={LINK}
          >
            {run.name}, version {run.origin.version}
          </Link>
        ) : (
          run.name
        )}
      </Fact>
      <Fact name="Begun">
        <When at={run.started_at} />
        {run.started_by ? ` by ${name(run.started_by)}` : ''}
      </Fact>
      {run.ended_at && (
        <Fact name="Ended">
          <When at={run.ended_at} />
        </Fact>
      )}
      <Fact name="Acts for">{name(run.acts_for)}</Fact>
      {run.task_id && <TaskFact id={run.task_id} />}
      {run.parent_id && (
        <Fact name="Part of">
          <Link to="/runs/$run" params={{ run: run.parent_id }} className={LINK}>
            another run
          </Link>
        </Fact>
      )}
    </dl>
  )
}

function TaskFact({ id }: { id: string }) {
  const task = useQuery(runTaskQuery(id)).data
  return (
    <Fact name="Task">
      <Link to="/tasks" search={{ task: task?.key ?? id }} className={LINK}>
        {task ? `${task.key} ${task.title}` : 'the task'}
      </Link>
    </Fact>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={writtenMoment(at)}>
      {ago(at)}
    </time>
  )
}
