import { SquarePen } from 'lucide-react'

import { inWords } from '@/lib/names'

import { OF_ACTION } from '../exits'
import { writtenPeople } from '../people'
import type { Shape } from '../shape'
import { listed } from '../words'

export default {
  title: 'Change a task',
  icon: SquarePen,
  group: 'Do',
  order: 20,
  keywords: ['update', 'assign', 'status', 'priority', 'comment', 'tag'],
  hint: 'Changes a task, or comments on it.',
  fresh: () => ({ kind: 'change_task', task: 'trigger.task.id' }),
  summary: (does, names) => {
    const changes = [
      does.status && `status: ${inWords(does.status)}`,
      does.priority && `priority: ${inWords(does.priority)}`,
      does.assignees && `assignees: ${writtenPeople(does.assignees, names) || 'nobody'}`,
      does.add_tags?.length && `tags: ${listed(does.add_tags)}`,
      does.comment && 'a comment',
    ]
    return changes.filter(Boolean).join(', ')
  },
  exits: () => OF_ACTION,
  gives: ['task', 'error'],
} satisfies Shape<'change_task'>
