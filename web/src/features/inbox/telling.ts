import type { LucideIcon } from 'lucide-react'
import {
  AtSign,
  CircleAlert,
  FileCheck2,
  Megaphone,
  MessageSquare,
  TriangleAlert,
  UserCheck,
  UserPlus,
} from 'lucide-react'

import { localDay } from '@/lib/days'

import type { Notification } from './requests'

type Reason = Notification['reason']

export const ICONS: Record<Reason, LucideIcon> = {
  assigned: UserPlus,
  mentioned: AtSign,
  commented: MessageSquare,
  import_finished: FileCheck2,
  import_failed: CircleAlert,
  approval_asked: UserCheck,
  workflow_told: Megaphone,
  run_stuck: TriangleAlert,
}

/** Why one is told, in words; `who` did it. */
export function told(reason: Reason, who: string): string {
  switch (reason) {
    case 'assigned':
      return `${who} assigned it to you`
    case 'mentioned':
      return `${who} mentioned you`
    case 'commented':
      return `${who} commented`
    case 'import_finished':
      return 'Your import is finished'
    case 'import_failed':
      return 'Your import failed'
    case 'approval_asked':
      return 'It asks you to approve'
    case 'workflow_told':
      return 'It tells you'
    case 'run_stuck':
      return 'It cannot go on: decide whether to retry, skip or cancel'
  }
}

/** Where the entry leads. */
export function place({ reason, subject }: Notification): string {
  if (subject.type === 'run') {
    return reason === 'approval_asked' ? `/approvals/${subject.id}` : `/runs/${subject.id}`
  }
  if (subject.type === 'import') return `/imports/${subject.id}`
  return `/tasks?task=${encodeURIComponent(subject.key ?? subject.id)}`
}

/** By days where the person is, in the order in which they stand. */
export function byDays(entries: Notification[]): { day: string; entries: Notification[] }[] {
  const days: { day: string; entries: Notification[] }[] = []
  for (const entry of entries) {
    const day = localDay(entry.at)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}
