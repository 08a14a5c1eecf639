import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    channel: {
      words: {
        inbox: 'Inbox',
        email: 'E-mail',
        slack: 'Slack',
        webhook: 'Webhook',
        'inbox:': 'People',
        'email:': 'People',
        'slack:': 'Address of the incoming webhook',
        'webhook:': 'Address',
      },
    },
  },
} satisfies KindForm
