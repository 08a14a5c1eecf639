import { Ban, CircleCheck, CircleDashed, type LucideIcon, TriangleAlert } from 'lucide-react'

import type { RunSummary } from '@/api/runs'
import { Badge, type Tone } from '@/components/ui/badge'

export type RunStateKey = 'running' | 'stuck' | 'completed' | 'cancelled'

export const RUN_STATES: Record<RunStateKey, { label: string; tone: Tone; icon: LucideIcon }> = {
  running: { label: 'Running', tone: 'info', icon: CircleDashed },
  stuck: { label: 'Needs a decision', tone: 'danger', icon: TriangleAlert },
  completed: { label: 'Completed', tone: 'success', icon: CircleCheck },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: Ban },
}

export function runStateOf({ status, incidents }: Pick<RunSummary, 'status' | 'incidents'>) {
  return status === 'running' && incidents > 0 ? 'stuck' : status
}

/** Whether a run goes on, as a sign and in words. */
export function RunState({ run }: { run: Pick<RunSummary, 'status' | 'incidents'> }) {
  const { label, tone, icon: Icon } = RUN_STATES[runStateOf(run)]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
    </Badge>
  )
}
