import { SquarePlus } from 'lucide-react'

import { OF_ACTION } from '../exits'
import type { Shape } from '../shape'
import { firstLine } from '../words'

export default {
  title: 'Create a task',
  icon: SquarePlus,
  group: 'Do',
  order: 10,
  keywords: ['new', 'add', 'ticket', 'to do'],
  hint: 'Creates a task, and waits for it or goes on.',
  fresh: () => ({ kind: 'create_task', title: '' }),
  summary: (does, names) => {
    const title = firstLine(does.title)
    if (!title) return ''
    const place = does.project_id ? ` in ${names.project(does.project_id)}` : ''
    return `${title}${place}${does.wait ? ', and wait for it' : ''}`
  },
  exits: () => OF_ACTION,
  gives: ['task', 'error'],
} satisfies Shape<'create_task'>
