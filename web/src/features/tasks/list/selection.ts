import { useState } from 'react'

import type { ListTask } from '../task'

import { type Row, tasksBetween } from './rows'

/** What is selected. Shift takes all from the line that was selected last. */
export function useSelection(rows: Row[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string>()

  const tasks = new Map<string, ListTask>()
  for (const row of rows) if (row.kind === 'task') tasks.set(row.task.id, row.task)
  // What left the list is not selected any more.
  const selected = [...ids].flatMap((id) => tasks.get(id) ?? [])

  const toggle = (row: Row & { kind: 'task' }, shift: boolean) => {
    const next = new Set(selected.map(({ id }) => id))
    if (shift && anchor) {
      for (const { id } of tasksBetween(rows, anchor, row.id)) next.add(id)
    } else if (next.has(row.task.id)) next.delete(row.task.id)
    else next.add(row.task.id)
    setIds(next)
    setAnchor(row.id)
  }
  return {
    ids: ids,
    selected,
    total: tasks.size,
    toggle,
    all: () => {
      setIds(new Set(tasks.keys()))
    },
    none: () => {
      setIds(new Set())
      setAnchor(undefined)
    },
  }
}
