import { Play, UserCheck, Workflow, Zap } from 'lucide-react'
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
    {
      to: '/rules',
      title: 'Rules',
      icon: Zap,
      order: 27,
      permission: 'rules.read',
      keys: 'g y',
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
    {
      id: 'rules.create',
      title: 'Create rule',
      group: 'Workflows',
      icon: Zap,
      keywords: ['new', 'add', 'automation', 'when', 'if', 'then'],
      permission: 'rules.manage',
      run: ({ router }) => void router.navigate({ to: '/rules/new' }),
    },
  ],
} satisfies Feature
