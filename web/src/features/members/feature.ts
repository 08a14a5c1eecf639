import { UserPlus, Users } from 'lucide-react'

import type { Feature } from '@/registry/feature'

import { showInvite } from './show-invite'

export default {
  navigation: [
    {
      title: 'Members',
      icon: Users,
      order: 60,
      permission: 'users.read',
      keys: 'g m',
      to: '/members',
    },
  ],
  commands: [
    {
      id: 'members.invite',
      title: 'Invite people',
      group: 'Members',
      icon: UserPlus,
      keywords: ['add', 'user', 'member', 'invitation'],
      permission: 'users.manage',
      run: showInvite,
    },
  ],
} satisfies Feature
