import { GitFork } from 'lucide-react'

import { must } from '../exits'
import type { Shape } from '../shape'

export default {
  title: 'Do in parallel',
  icon: GitFork,
  group: 'Flow',
  order: 30,
  keywords: ['split', 'fork', 'branches', 'at once'],
  hint: 'Goes on by all its connections at once.',
  fresh: () => ({ kind: 'parallel' }),
  summary: () => 'All that follows begins at once',
  exits: () => [{ ...must('next'), label: 'each', many: true }],
  gives: [],
} satisfies Shape<'parallel'>
