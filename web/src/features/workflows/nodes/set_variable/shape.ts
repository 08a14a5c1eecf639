import { Variable } from 'lucide-react'

import { may } from '../exits'
import type { Shape } from '../shape'

export default {
  title: 'Set variables',
  icon: Variable,
  group: 'Flow',
  order: 50,
  keywords: ['assign', 'value', 'calculate', 'count', 'remember'],
  hint: 'Sets variables of the workflow.',
  fresh: () => ({ kind: 'set_variable', set: {} }),
  summary: ({ set }) =>
    Object.entries(set)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', '),
  exits: () => [may('next')],
  gives: [],
} satisfies Shape<'set_variable'>
