import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { flat, taskCountQuery, tasksQuery } from '../lists'
import type { ListParams } from '../search'

/** The tasks of one column, as far as they were read. */
export function useColumnTasks(params: ListParams, isSeen: boolean) {
  const query = useInfiniteQuery({ ...tasksQuery(params), enabled: isSeen })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const tasks = useMemo(() => flat(data?.pages), [data])
  const readOn = () => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }
  // Only a longer list is counted there: a short one is here.
  const counted = useQuery({ ...taskCountQuery(params), enabled: hasNextPage })
  const count = hasNextPage ? (counted.data ?? `${tasks.length}+`) : String(tasks.length)
  return { query, tasks, count, readOn }
}
