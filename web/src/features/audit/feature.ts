import { ScrollText } from 'lucide-react'

import type { Feature } from '@/registry/feature'

export default {
  navigation: [
    {
      title: 'Audit log',
      icon: ScrollText,
      order: 70,
      permission: 'audit.read',
      keys: 'g a',
      to: '/audit',
    },
  ],
} satisfies Feature
