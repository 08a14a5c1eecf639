import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { useMay } from '@/api/me'
import { runApprovalsQuery, runsQuery, type RunSummary } from '@/api/runs'
import { ApprovalCard } from '@/components/runs/approval-card'
import { RunState } from '@/components/runs/run-state'
import { Button } from '@/components/ui/button'
import { ago, writtenMoment } from '@/lib/days'

import type { Task } from '../task'

/** The runs of workflows and rules that are about this task, with what they ask; nothing if there are none. */
export function TaskRuns({ task }: { task: Task }) {
  const mayRead = useMay('runs.read')
  const query = useInfiniteQuery({ ...runsQuery({ task: task.id }), enabled: mayRead })
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? []
  if (runs.length === 0) return null
  return (
    <section aria-labelledby="task-runs">
      <h3 id="task-runs" className="flex h-7 items-center text-sm">
        Approvals and runs
      </h3>
      <ul className="mt-1 grid grid-cols-1 gap-2">
        {runs.map((run) => (
          <li key={run.id}>
            <TaskRun run={run} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          size="sm"
          variant="ghost"
          pending={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older runs
        </Button>
      )}
    </section>
  )
}

function TaskRun({ run }: { run: RunSummary }) {
  const asked = useQuery({ ...runApprovalsQuery(run.id), enabled: run.status === 'running' })
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="relative flex h-row items-center gap-2 rounded-lg border border-line px-2.5 text-sm hover:bg-hover">
        <Link
          to="/runs/$run"
          params={{ run: run.id }}
          className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
        >
          {run.name}
        </Link>
        <time
          dateTime={run.started_at}
          title={writtenMoment(run.started_at)}
          className="text-xs whitespace-nowrap text-muted"
        >
          {ago(run.started_at)}
        </time>
        <RunState run={run} />
      </p>
      {run.status === 'running' &&
        asked.data?.items.map((approval) => (
          <ApprovalCard key={`${approval.at.node}/${approval.at.iteration}`} approval={approval} />
        ))}
    </div>
  )
}
