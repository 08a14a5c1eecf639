import { GitMerge } from 'lucide-react'

import { may } from '../exits'
import type { Shape } from '../shape'

export default {
  title: 'Bring together',
  icon: GitMerge,
  group: 'Flow',
  order: 40,
  keywords: ['join', 'merge', 'wait for all', 'branches'],
  hint: 'Waits for branches that run in parallel.',
  fresh: () => ({ kind: 'join', needed: 'all' }),
  summary: ({ needed }) => {
    if (needed === 'all') return 'Waits for every branch'
    return needed === 'any' ? 'Waits for the first branch' : `Waits for ${needed.count} branches`
  },
  exits: ({ needed }) => [may('next'), ...(typeof needed === 'object' ? [may('too_few')] : [])],
  gives: ['arrived'],
} satisfies Shape<'join'>
