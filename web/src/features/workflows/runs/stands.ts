/** Where a run stands at each step of its drawing. */
import {
  Check,
  CircleDashed,
  CirclePause,
  type LucideIcon,
  OctagonX,
  RotateCw,
  SkipForward,
  TriangleAlert,
} from 'lucide-react'

import type { Schema } from '@/api/client'
import type { Run } from '@/api/runs'

import { type Definition, edgeId } from '../definition'
import type { Decoration, Tone } from '../shapes/flow'

export type Happening = Schema<'RunHappening'>
export type Activity = Schema<'RunActivity'>
export type Standing =
  'done' | 'skipped' | 'stopped' | 'waiting' | 'acting' | 'resting' | 'stuck' | 'not_reached'

export const STANDINGS: Record<Standing, { words: string; tone: Tone; icon: LucideIcon }> = {
  done: { words: 'Done', tone: 'success', icon: Check },
  skipped: { words: 'Skipped', tone: 'warning', icon: SkipForward },
  stopped: { words: 'Stopped', tone: 'neutral', icon: OctagonX },
  waiting: { words: 'Waiting', tone: 'accent', icon: CirclePause },
  acting: { words: 'Acting', tone: 'info', icon: CircleDashed },
  resting: { words: 'Tried again later', tone: 'warning', icon: RotateCw },
  stuck: { words: 'Stuck', tone: 'danger', icon: TriangleAlert },
  not_reached: { words: 'Not reached', tone: 'neutral', icon: CircleDashed },
}

/** Whether a step was left because someone had it skipped: then that is what it gave. */
export function isSkip(output: unknown): boolean {
  return (output as { skipped?: unknown } | null)?.skipped === true
}

/** Of several presences at one step, the one that a person has to know of most. */
const WORST: Standing[] = ['stuck', 'resting', 'acting', 'waiting']

/** By step, where the run stands; steps that it did not come to are left out. */
export function standsOf(
  run: Pick<Run, 'activities' | 'steps'>,
  happened: readonly Happening[],
): Map<string, Standing> {
  const stands = new Map<string, Standing>()
  for (const node of Object.keys(run.steps ?? {})) stands.set(node, 'done')
  for (const happening of happened) {
    if (happening.what === 'left') {
      stands.set(happening.node, isSkip(happening.output) ? 'skipped' : 'done')
    }
    if (happening.what === 'stopped') stands.set(happening.node, 'stopped')
  }
  for (const standing of WORST.toReversed()) {
    for (const { node, doing } of run.activities) {
      if (doing.state === standing) stands.set(node, standing)
    }
  }
  return stands
}

/** The edges that were taken, by their ids. */
export function takenEdges(
  definition: Definition,
  happened: readonly Happening[],
): ReadonlySet<string> {
  const left = new Set<string>()
  for (const happening of happened) {
    if (happening.what === 'left') {
      left.add(`${happening.node}/${happening.exit}`)
    }
  }
  return new Set(
    definition.edges.filter(({ from, exit }) => left.has(`${from}/${exit}`)).map(edgeId),
  )
}

/** What the canvas shows at the steps. */
export function decorationsOf(stands: ReadonlyMap<string, Standing>): Map<string, Decoration> {
  return new Map([...stands].map(([node, standing]) => [node, STANDINGS[standing]]))
}
