import { Zap } from 'lucide-react'

import type { DoesOf } from '../../definition'
import { must } from '../exits'
import type { Shape } from '../shape'

const EVENTS: Record<Extract<DoesOf<'start'>, { when: 'task_event' }>['event'], string> = {
  created: 'a task is created',
  changed: 'a task is changed',
  status_changed: 'the status of a task changes',
  completed: 'a task is completed',
  commented: 'someone comments on a task',
}

function summary(does: DoesOf<'start'>, project: (id: string) => string): string {
  switch (does.when) {
    case 'manual':
      return 'When someone starts it'
    case 'task_event':
      return [
        `When ${EVENTS[does.event]}`,
        does.project_id && `in ${project(does.project_id)}`,
        does.filter && `if ${does.filter}`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'schedule':
      return `At ${does.cron} in ${does.time_zone}`
    case 'webhook':
      return 'When a system calls its address'
    case 'import_finished':
      return 'When an import is finished'
  }
}

export default {
  title: 'Start',
  icon: Zap,
  group: 'Begin',
  order: 0,
  keywords: ['trigger', 'event', 'schedule', 'webhook', 'cron', 'manual', 'import'],
  hint: 'What begins the workflow.',
  fresh: () => ({ kind: 'start', when: 'manual' }),
  summary: (does, names) => summary(does, names.project),
  exits: () => [must('next')],
  gives: [],
  begins: true,
} satisfies Shape<'start'>
