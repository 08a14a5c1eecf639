import type { ColumnSizingState, ColumnVisibilityState } from '@tanstack/react-table'
import { useState } from 'react'

import { useMe } from '@/api/me'

interface Settings {
  hidden: ColumnVisibilityState
  sizes: ColumnSizingState
}

/** Which columns this person sees, and how wide: kept in this browser, for each project. */
export function useColumnSettings(place: string, fallback: ColumnVisibilityState) {
  const me = useMe()
  const key = `katalusis.columns.${me.id}.${place}`
  const [settings, set] = useState<Settings>(() => read(key) ?? { hidden: fallback, sizes: {} })
  const keep = (next: Settings) => {
    set(next)
    try {
      localStorage.setItem(key, JSON.stringify(next))
    } catch {
      // Storage is blocked: the choice holds for this visit.
    }
  }
  return [settings, keep] as const
}

function read(key: string): Settings | undefined {
  try {
    const kept = localStorage.getItem(key)
    if (kept === null) return undefined
    const { hidden, sizes } = JSON.parse(kept) as Partial<Settings>
    return { hidden: hidden ?? {}, sizes: sizes ?? {} }
  } catch {
    return undefined
  }
}
