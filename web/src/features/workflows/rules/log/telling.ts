import { inWords } from '@/lib/names'

import type { Judgement } from '../requests'

/** What came of one look: it fired, its condition did not hold, or it was cut off so as not to go on for ever. */
export type Verdict = 'fired' | 'not_fired' | 'cut'

/** The server says in words why a rule did not fire; this is how it begins for one that would go in a circle. */
const CIRCLE = 'It would go in a circle'
const NOT_HELD = 'The condition does not hold: '

export function verdictOf({ fired, why_not }: Pick<Judgement, 'fired' | 'why_not'>): Verdict {
  if (fired) return 'fired'
  return why_not?.startsWith(CIRCLE) ? 'cut' : 'not_fired'
}

/** Why it did not fire: in words, and the condition as code where the words end with one. */
export function reasonOf({ why_not }: Pick<Judgement, 'why_not'>): {
  words: string
  code: string | undefined
} {
  if (!why_not) return { words: '', code: undefined }
  return why_not.startsWith(NOT_HELD)
    ? { words: 'The condition does not hold:', code: why_not.slice(NOT_HELD.length) }
    : { words: why_not, code: undefined }
}

/** "task.status_changed" → "Task: status changed". */
export function eventWords(event: string): string {
  const [about = '', ...what] = event.split('.')
  return `${inWords(about)}: ${what.join(' ').replaceAll('_', ' ')}`
}

/** Where the thing that it happened to is shown. */
export function placeOf({ subject }: Pick<Judgement, 'subject'>): string | undefined {
  if (subject?.type === 'task')
    return `/tasks?task=${encodeURIComponent(subject.key ?? subject.id)}`
  return subject?.type === 'import' ? `/imports/${encodeURIComponent(subject.id)}` : undefined
}
