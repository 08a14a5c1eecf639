import { Globe } from 'lucide-react'

import { OF_ACTION } from '../exits'
import type { Shape } from '../shape'

export default {
  title: 'Call a web address',
  icon: Globe,
  group: 'Do',
  order: 30,
  keywords: ['http', 'api', 'rest', 'request', 'url', 'fetch'],
  hint: 'Calls another system, and gives its answer.',
  fresh: () => ({ kind: 'http_call', method: 'GET', url: '' }),
  summary: ({ method, url }) => url && `${method} ${url}`,
  exits: () => OF_ACTION,
  gives: ['status', 'body', 'error'],
} satisfies Shape<'http_call'>
