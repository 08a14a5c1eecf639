import { createContext, use } from 'react'

import type { ListTask, TaskPatch } from '../task'

/** What the cells of the list have in common. */
export interface ListActions {
  nameOf: (id: string) => string
  mayChange: boolean
  project: string | undefined
  change: (task: ListTask, patch: TaskPatch) => void
  /** Which task's title is being written. */
  renaming: string | undefined
  rename: (task: string | undefined) => void
}

export const ListContext = createContext<ListActions | undefined>(undefined)
/** Whether the row is the one that Tab goes through. */
export const ActiveRow = createContext(false)

export function useListActions(): ListActions {
  const actions = use(ListContext)
  if (!actions) throw new Error('a cell stands outside of the list')
  return actions
}

/** The controls of one row are in the way of Tab, those of the others are not. */
export function useTabIndex(): 0 | -1 {
  return use(ActiveRow) ? 0 : -1
}
