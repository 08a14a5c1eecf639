import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { flat, tasksQuery } from '../lists'
import type { ListParams } from '../search'

/** The tasks of one column, as far as they were read. */
export function useColumnTasks(params: ListParams, isSeen: boolean) {
  const query = useInfiniteQuery({ ...tasksQuery(params), enabled: isSeen })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const tasks = useMemo(() => flat(data?.pages), [data])
  const readOn = () => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }
  return { query, tasks, readOn }
}
