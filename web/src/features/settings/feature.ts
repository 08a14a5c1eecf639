import { KeyRound, LockKeyhole, Settings } from 'lucide-react'

import type { Feature } from '@/registry/feature'

import { showCreateToken } from './show-create-token'

export default {
  navigation: [{ title: 'Settings', icon: Settings, order: 90, keys: 'g s', to: '/settings' }],
  commands: [
    {
      id: 'settings.password',
      title: 'Change password',
      group: 'Settings',
      icon: LockKeyhole,
      keywords: ['security', 'sessions', 'devices'],
      run: ({ router }) => void router.navigate({ to: '/settings/security' }),
    },
    {
      id: 'settings.tokens',
      title: 'Create API token',
      group: 'Settings',
      icon: KeyRound,
      keywords: ['key', 'program', 'script'],
      permission: 'tokens.manage',
      run: showCreateToken,
    },
  ],
} satisfies Feature
