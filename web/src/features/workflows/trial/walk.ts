/** A trial step by step: what was reached until a moment of it. */
import type { Definition } from '../definition'
import { type Happening, type Standing, takenEdges } from '../runs/stands'

import type { Simulation } from './scenario'

export interface Seen {
  stands: ReadonlyMap<string, Standing>
  taken: ReadonlySet<string>
}

const BY_HAPPENING: Partial<Record<Happening['what'], Standing>> = {
  entered: 'acting',
  ordered: 'acting',
  failed: 'resting',
  waits: 'waiting',
  asked: 'waiting',
  left: 'done',
  skipped: 'skipped',
  stopped: 'stopped',
  stuck: 'stuck',
}

/** Where the trial stands after so many of its happenings. */
export function seenUntil(definition: Definition, { path }: Simulation, count: number): Seen {
  const happened = path.slice(0, count).map(({ happening }) => happening)
  const stands = new Map<string, Standing>()
  for (const happening of happened) {
    const standing = BY_HAPPENING[happening.what]
    if (standing !== undefined && 'node' in happening) stands.set(happening.node, standing)
  }
  return { stands, taken: takenEdges(definition, happened) }
}

/** "2 days 4 hours later", of two moments. */
export function laterBy(from: string, to: string): string {
  let seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000)
  if (seconds <= 0) return 'at once'
  const words: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size)
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
    seconds -= count * size
  }
  return `${words.slice(0, 2).join(' ')} later`
}

const UNITS: [unit: string, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]
