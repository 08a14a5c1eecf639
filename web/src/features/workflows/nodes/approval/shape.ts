import { UserCheck } from 'lucide-react'

import { may, must } from '../exits'
import { writtenApprovers } from '../people'
import type { Shape } from '../shape'

export default {
  title: 'Ask for approval',
  icon: UserCheck,
  group: 'Ask and tell',
  order: 10,
  keywords: ['approve', 'reject', 'sign off', 'decision', 'review'],
  hint: 'Asks people, and goes on by what they decide.',
  fresh: () => ({ kind: 'approval', question: '', approvers: [] }),
  summary: ({ approvers, needed = 1 }, names) => {
    if (approvers.length === 0) return ''
    return `${needed} of: ${writtenApprovers(approvers, names)}`
  },
  exits: ({ on_limit = 'exit' }) => [
    must('approved'),
    must('rejected'),
    may('failed'),
    ...(on_limit === 'approve' || on_limit === 'reject' ? [] : [may('timed_out')]),
  ],
  gives: ['decision', 'votes', 'by', 'error'],
} satisfies Shape<'approval'>
