import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Schema } from '@/api/client'
import { usePeopleById } from '@/api/people'
import { projectsQuery } from '@/api/projects'
import { Votes } from '@/components/runs/votes'
import { ago, writtenMoment } from '@/lib/days'
import { inWords } from '@/lib/names'

import { listed } from '../nodes/words'

import { type Activity, STANDINGS } from './stands'
import { Values } from './values'

/** What a step is busy with: since when, until when, what it was given, and whom it waits for. */
export function ActivityFacts({ activity }: { activity: Activity }) {
  const { doing, since, limit_at, tries = 0, iteration } = activity
  const action =
    doing.state === 'stuck' ? doing.incident.action : 'action' in doing ? doing.action : undefined
  return (
    <div className="grid grid-cols-1 gap-4">
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
        <Fact name="State">{STANDINGS[doing.state].words}</Fact>
        <Fact name="Since">
          <When at={since} />
        </Fact>
        {limit_at && (
          <Fact name="Limit">
            <When at={limit_at} />
          </Fact>
        )}
        {tries > 0 && <Fact name="Tries">{tries}</Fact>}
        {iteration > 1 && <Fact name="Visit">{iteration}</Fact>}
        {doing.state === 'resting' && (
          <>
            <Fact name="Tried again">
              <When at={doing.until} />
            </Fact>
            <Fact name="Failed with">{doing.failure.message}</Fact>
          </>
        )}
        {doing.state === 'waiting' && <WaitsFor waiting={doing.waiting} />}
      </dl>
      {doing.state === 'waiting' && doing.waiting.waits_for === 'votes' && (
        <Votes votes={doing.waiting.ballot.votes ?? []} people={doing.waiting.ballot.people} />
      )}
      {action && (
        <section>
          <h4 className="mb-1.5 text-xs font-medium text-muted">What it took</h4>
          <Action action={action} />
        </section>
      )}
    </div>
  )
}

function WaitsFor({ waiting }: { waiting: Schema<'Waiting'> }) {
  switch (waiting.waits_for) {
    case 'time':
      return (
        <Fact name="Waits until">
          <When at={waiting.until} />
        </Fact>
      )
    case 'task':
      return (
        <Fact name="Waits for">
          <Link
            to="/tasks"
            search={{ task: waiting.task_id }}
            className="underline underline-offset-4"
          >
            a task to be completed
          </Link>
        </Fact>
      )
    case 'run':
      return (
        <Fact name="Waits for">
          <Link
            to="/runs/$run"
            params={{ run: waiting.run_id }}
            className="underline underline-offset-4"
          >
            another run
          </Link>
        </Fact>
      )
    case 'votes':
      return (
        <>
          <Fact name="Question">{waiting.ballot.question ?? '–'}</Fact>
          <Fact name="Needed">
            {waiting.ballot.needed} of {waiting.ballot.people.length}
          </Fact>
        </>
      )
  }
}

/** What is done outside, field by field, with names in the place of ids. */
function Action({ action }: { action: Schema<'RunAction'> }) {
  const people = usePeopleById()
  const { data: projects = [] } = useQuery(projectsQuery)
  const fields = Object.entries(action).flatMap(
    ([name, value]: [string, unknown]): [string, unknown][] => {
      if (name === 'action' || value === null || value === '') return []
      if (Array.isArray(value)) {
        if (value.length === 0) return []
        const words = value.map((each) => people.get(String(each))?.name ?? String(each))
        return [[name, listed(words)]]
      }
      if (name === 'project_id') {
        return [['project', projects.find(({ id }) => id === value)?.name ?? value]]
      }
      return [[name, value]]
    },
  )
  return (
    <Values
      values={{ does: inWords(action.action), ...(Object.fromEntries(fields) as object) }}
      empty="Nothing."
    />
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
