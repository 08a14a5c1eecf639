import { Megaphone } from 'lucide-react'

import type { DoesOf } from '../../definition'
import { OF_ACTION } from '../exits'
import { writtenPeople } from '../people'
import type { Names, Shape } from '../shape'
import { firstLine } from '../words'

function place(channel: DoesOf<'notification'>['channel'], names: Names): string {
  if ('inbox' in channel) return writtenPeople(channel.inbox, names)
  if ('email' in channel) return writtenPeople(channel.email, names)
  return 'slack' in channel ? 'Slack' : 'Webhook'
}

export default {
  title: 'Notify',
  icon: Megaphone,
  group: 'Ask and tell',
  order: 20,
  keywords: ['message', 'tell', 'mail', 'e-mail', 'slack', 'webhook', 'inbox'],
  hint: 'Tells people or systems something.',
  fresh: () => ({ kind: 'notification', channel: { inbox: [] }, text: '' }),
  summary: ({ channel, text }, names) =>
    [place(channel, names), firstLine(text)].filter(Boolean).join(': '),
  exits: () => OF_ACTION,
  gives: ['error'],
} satisfies Shape<'notification'>
