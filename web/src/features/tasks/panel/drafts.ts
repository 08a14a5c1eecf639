import { useState } from 'react'

/** A text that is being written, and what stood there when it was begun. */
export interface Draft {
  base: string
  text: string
}

const key = (of: string) => `katalusis.draft.${of}`

function read(of: string): Draft | undefined {
  try {
    const kept = sessionStorage.getItem(key(of))
    return kept === null ? undefined : (JSON.parse(kept) as Draft)
  } catch {
    return undefined
  }
}

function keep(of: string, draft: Draft | undefined): void {
  try {
    if (draft && draft.text !== draft.base) sessionStorage.setItem(key(of), JSON.stringify(draft))
    else sessionStorage.removeItem(key(of))
  } catch {
    // Storage is blocked or full: then the text lives as long as the page.
  }
}

/** A text that is being written. It outlives a closed panel and a reload; `undefined` while nothing is. */
export function useDraft(of: string) {
  const [draft, set] = useState(() => read(of))
  const setDraft = (next: Draft | undefined) => {
    keep(of, next)
    set(next)
  }
  return [draft, setDraft] as const
}
