import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'

import type { Project } from '@/api/projects'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { ago, writtenMoment } from '@/lib/days'

import { usePeople } from '../people'
import type { Task } from '../task'

import { Comments } from './comments'
import { sentencesOf } from './history-words'
import { type Activity, activityQuery } from './requests'

/** What people said about a task, and what happened to it. */
export function Talk({ task, project }: { task: Task; project: Project | undefined }) {
  const [shown, setShown] = useState('comments')
  return (
    <Tabs value={shown} onValueChange={setShown}>
      <TabsList>
        <TabsTrigger value="comments">Comments</TabsTrigger>
        <TabsTrigger value="history">History</TabsTrigger>
      </TabsList>
      <TabsContent value="comments" className="pt-4">
        <Comments task={task} />
      </TabsContent>
      <TabsContent value="history" className="pt-4">
        <History task={task} project={project} />
      </TabsContent>
    </Tabs>
  )
}

function History({ task, project }: { task: Task; project: Project | undefined }) {
  const query = useInfiniteQuery(activityQuery(task.key))
  const { nameOf } = usePeople()
  if (query.isPending) {
    return (
      <Loading what="the history" className="grid gap-3">
        <Skeleton className="w-2/3" />
        <Skeleton className="w-1/2" />
      </Loading>
    )
  }
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-6" />
  }
  const fieldName = (key: string) =>
    project?.custom_fields.find((field) => field.key === key)?.name ?? key.replaceAll('_', ' ')
  return (
    <>
      <ol className="grid grid-cols-1 gap-3">
        {query.data.pages
          .flatMap(({ items }) => items)
          .map((activity) => (
            <li key={activity.id} className="flex gap-2.5 text-sm">
              <Avatar name={actorOf(activity, nameOf)} size="sm" className="mt-px" />
              <p className="min-w-0 flex-1 break-words">
                <span className="font-medium">{actorOf(activity, nameOf)}</span>{' '}
                {sentencesOf(activity, { nameOf, fieldName }).join(', ')}
                <time
                  dateTime={activity.at}
                  title={writtenMoment(activity.at)}
                  className="ml-1.5 text-xs whitespace-nowrap text-muted"
                >
                  {ago(activity.at)}
                </time>
              </p>
            </li>
          ))}
      </ol>
      {query.hasNextPage && (
        <Button
          size="sm"
          className="mt-3"
          pending={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </>
  )
}

function actorOf({ actor }: Activity, nameOf: (id: string) => string): string {
  switch (actor.type) {
    case 'user':
      return nameOf(actor.id)
    case 'token':
      return `A program of ${nameOf(actor.user_id)}`
    case 'import':
      return `An import of ${nameOf(actor.user_id)}`
    default:
      return 'Katalusis'
  }
}
