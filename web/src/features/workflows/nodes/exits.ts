import { inWords } from '@/lib/names'

import type { Exit } from './shape'

const LABELS: Record<string, string> = {
  next: 'then',
  failed: 'if it fails',
  timed_out: 'if it takes too long',
  too_few: 'if too few come',
  otherwise: 'otherwise',
  approved: 'if approved',
  rejected: 'if rejected',
}

/** An exit's name as people read it. */
export function exitLabel(name: string): string {
  return LABELS[name] ?? inWords(name).toLowerCase()
}

/** An exit at which a run may end. */
export function may(name: string): Exit {
  return { name, label: exitLabel(name), needed: false, many: false }
}

/** An exit that has to lead somewhere. */
export function must(name: string): Exit {
  return { ...may(name), needed: true }
}

/** The exits of what is done outside and may fail or take too long. */
export const OF_ACTION: Exit[] = [may('next'), may('failed'), may('timed_out')]
