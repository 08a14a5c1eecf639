import { useState } from 'react'

import type { Import } from './requests'
import { type CellEdits, cellName } from './sheet'

export interface Edits {
  cells: CellEdits
  /** Writes a text into one cell; `undefined` takes the edit back. */
  set: (rows: number[], column: number, text: string | undefined) => void
  clear: () => void
}

const STORE = 'katalusis.edits.'

/** What was mended and not checked yet. It outlives a reload; the plan that it was made on is a part of its name. */
export function useEdits({ id, plan_hash }: Import): Edits {
  const name = `${STORE}${id}.${plan_hash ?? ''}`
  const [state, setState] = useState(() => ({ name, cells: stored(name) }))
  // Another plan has other errors.
  const cells = state.name === name ? state.cells : stored(name)
  const keep = (next: Map<string, string>) => {
    setState({ name, cells: next })
    try {
      if (next.size > 0) sessionStorage.setItem(name, JSON.stringify([...next]))
      else sessionStorage.removeItem(name)
    } catch {
      // Storage is blocked: a reload forgets what was not checked.
    }
  }
  return {
    cells,
    set: (rows, column, text) => {
      const next = new Map(cells)
      for (const row of rows) {
        if (text === undefined) next.delete(cellName(row, column))
        else next.set(cellName(row, column), text)
      }
      keep(next)
    },
    clear: () => {
      keep(new Map())
    },
  }
}

function stored(name: string): Map<string, string> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(name) ?? '[]') as [string, string][])
  } catch {
    return new Map()
  }
}
