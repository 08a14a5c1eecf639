import {
  type InfiniteData,
  InfiniteQueryObserver,
  type InfiniteQueryObserverResult,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'

import type { Page } from '@/api/pages'

import { tasksQuery } from '../lists'
import type { ListParams } from '../search'
import type { ListTask } from '../task'

type Result = InfiniteQueryObserverResult<InfiniteData<Page<ListTask>>>

interface Observer {
  getCurrentResult: () => Result
  subscribe: (tell: () => void) => () => void
}

/** The results of several observers as one value that changes when one of them does. */
function together(observers: (Observer | null)[]) {
  const current = () => observers.map((observer) => observer?.getCurrentResult())
  let results = current()
  return {
    read: () => results,
    subscribe: (tell: () => void) => {
      const refresh = () => {
        results = current()
        tell()
      }
      const ends = observers.map((observer) => observer?.subscribe(refresh))
      refresh()
      return () => {
        for (const end of ends) end?.()
      }
    },
  }
}

/** Several lists at once, as `useQueries` is for queries without parts. `undefined` is a list that nobody wants yet. */
export function useManyLists(wanted: (ListParams | undefined)[]): (Result | undefined)[] {
  const queryClient = useQueryClient()
  const signature = JSON.stringify(wanted)
  const store = useMemo(() => {
    const lists = JSON.parse(signature) as (ListParams | null)[]
    return together(
      lists.map((params) => params && new InfiniteQueryObserver(queryClient, tasksQuery(params))),
    )
  }, [queryClient, signature])
  return useSyncExternalStore(store.subscribe, store.read)
}
