import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { inWords } from '@/lib/names'

import { flat, tasksQuery } from '../lists'
import { StatusMark } from '../parts/marks'
import { PeopleStack } from '../parts/people-stack'
import { usePeople } from '../people'
import { QuickAdd } from '../quick-add'
import type { Task } from '../task'

/** The tasks that are a part of this one. */
export function SubTasks({ task, mayChange }: { task: Task; mayChange: boolean }) {
  const query = useInfiniteQuery(tasksQuery({ parent: [task.id], sort: 'created_at' }))
  const { nameOf } = usePeople()
  const [isAdding, setIsAdding] = useState(false)
  const parts = flat(query.data?.pages)
  const done = parts.filter(({ status }) => status === 'completed').length
  if (parts.length === 0 && !mayChange) return null
  return (
    <section aria-labelledby="task-parts">
      <div className="flex h-7 items-center gap-2">
        <h3 id="task-parts" className="text-sm">
          Sub-tasks
        </h3>
        {parts.length > 0 && (
          <span className="text-xs text-muted tabular-nums">
            {done} of {parts.length}
            {query.hasNextPage && '+'} done
          </span>
        )}
        {mayChange && (
          <Button
            variant="ghost"
            size="icon-sm"
            className="ml-auto"
            aria-label="Add a sub-task"
            aria-expanded={isAdding}
            onClick={() => {
              setIsAdding(true)
            }}
          >
            <Plus aria-hidden />
          </Button>
        )}
      </div>
      {parts.length > 0 && (
        <ul className="mt-1 divide-y divide-line rounded-lg border border-line">
          {parts.map((part) => (
            <li
              key={part.id}
              className="relative flex h-row items-center gap-2 px-2.5 hover:bg-hover"
            >
              <StatusMark status={part.status} />
              <span className="sr-only">{inWords(part.status)}</span>
              <span className="shrink-0 text-xs text-muted">{part.key}</span>
              <Link
                to="."
                search={(before) => ({ ...before, task: part.key })}
                preload={false}
                className="min-w-0 flex-1 truncate after:absolute after:inset-0"
              >
                {part.title}
              </Link>
              <PeopleStack ids={part.assignees} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button variant="link" onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
      {isAdding && (
        <QuickAdd
          project={task.project_id}
          fresh={{ parent_id: task.id }}
          what={`the sub-tasks of ${task.key}`}
          className="mt-2"
          onClose={() => {
            setIsAdding(false)
          }}
        />
      )}
    </section>
  )
}
