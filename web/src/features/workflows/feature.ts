import { Play, UserCheck, Workflow } from 'lucide-react'
import { lazy } from 'react'

import type { Feature } from '@/registry/feature'

import { showCreateWorkflow } from './show-create-workflow'

export default {
  navigation: [
    {
      to: '/workflows',
      title: 'Workflows',
      icon: Workflow,
      order: 25,
      permission: 'workflows.read',
      keys: 'g w',
    },
    {
      to: '/runs',
      title: 'Runs',
      icon: Play,
      order: 26,
      permission: 'runs.read',
      keys: 'g u',
    },
    {
      to: '/approvals',
      title: 'Approvals',
      icon: UserCheck,
      order: 28,
      permission: 'approvals.own',
      keys: 'g v',
      badge: lazy(() => import('./approvals/count-badge')),
    },
  ],
  commands: [
    {
      id: 'workflows.create',
      title: 'Create workflow',
      group: 'Workflows',
      icon: Workflow,
      keywords: ['new', 'add', 'automation', 'process', 'draw'],
      permission: 'workflows.manage',
      run: showCreateWorkflow,
    },
  ],
} satisfies Feature
