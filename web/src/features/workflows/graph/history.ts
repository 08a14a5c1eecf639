/** What can be undone and done again. */
export interface History<Value> {
  past: readonly Value[]
  present: Value
  future: readonly Value[]
  /** What the last change was about: another about the same is one with it. */
  about: string | undefined
}

/** How many changes can be undone. */
const DEPTH = 200

export function begun<Value>(present: Value): History<Value> {
  return { past: [], present, future: [], about: undefined }
}

/** One change more; those that follow on each other `about` the same, like letters of one field, are undone together. */
export function changed<Value>(
  history: History<Value>,
  next: Value,
  about?: string,
): History<Value> {
  if (next === history.present) return history
  if (about !== undefined && about === history.about) {
    return { ...history, present: next, future: [] }
  }
  return {
    past: [...history.past, history.present].slice(-DEPTH),
    present: next,
    future: [],
    about,
  }
}

export function undone<Value>(history: History<Value>): History<Value> {
  const present = history.past.at(-1)
  if (present === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    about: undefined,
  }
}

export function redone<Value>(history: History<Value>): History<Value> {
  const [present, ...future] = history.future
  if (present === undefined) return history
  return { past: [...history.past, history.present], present, future, about: undefined }
}
