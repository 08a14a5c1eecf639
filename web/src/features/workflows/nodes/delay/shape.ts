import { Hourglass } from 'lucide-react'

import { must } from '../exits'
import type { Shape } from '../shape'
import { writtenSeconds } from '../words'

export default {
  title: 'Wait',
  icon: Hourglass,
  group: 'Flow',
  order: 20,
  keywords: ['delay', 'pause', 'sleep', 'until', 'timer'],
  hint: 'Waits for some time, or until a time.',
  fresh: () => ({ kind: 'delay', wait: { seconds: 3600 } }),
  summary: ({ wait }) =>
    'seconds' in wait ? `For ${writtenSeconds(wait.seconds)}` : wait.until && `Until ${wait.until}`,
  exits: () => [must('next')],
  gives: [],
} satisfies Shape<'delay'>
