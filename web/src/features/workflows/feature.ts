import { Workflow } from 'lucide-react'

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
