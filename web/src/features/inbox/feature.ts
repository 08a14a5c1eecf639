import { Inbox } from 'lucide-react'
import { lazy } from 'react'

import type { Feature } from '@/registry/feature'

export default {
  navigation: [
    {
      title: 'Inbox',
      icon: Inbox,
      order: 30,
      permission: 'notifications.own',
      keys: 'g n',
      to: '/inbox',
      badge: lazy(() => import('./unread-badge')),
    },
  ],
} satisfies Feature
