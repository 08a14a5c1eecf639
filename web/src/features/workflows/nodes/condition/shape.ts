import { Split } from 'lucide-react'

import { inWords } from '@/lib/names'

import { may, must } from '../exits'
import type { Shape } from '../shape'

export default {
  title: 'Decide',
  icon: Split,
  group: 'Flow',
  order: 10,
  keywords: ['condition', 'if', 'branch', 'switch', 'otherwise'],
  hint: 'Goes on by the first branch whose condition holds.',
  fresh: () => ({ kind: 'condition', branches: [{ exit: 'yes', when: '' }] }),
  summary: ({ branches }) => {
    const [first] = branches
    if (branches.length === 1 && first) return first.when
    return branches.length > 0 ? `${branches.length} branches` : ''
  },
  exits: ({ branches }) => [
    // Two that are called the same are one, until one of them is called otherwise.
    ...[...new Set(branches.map(({ exit }) => exit))].map((exit) => ({
      ...must(exit),
      label: inWords(exit).toLowerCase(),
    })),
    may('otherwise'),
  ],
  gives: ['branch'],
} satisfies Shape<'condition'>
