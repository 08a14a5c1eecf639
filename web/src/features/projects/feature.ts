import { FolderPlus, Settings2 } from 'lucide-react'

import type { Feature } from '@/registry/feature'

import { showCreateProject } from './show-create-project'

export default {
  projectPages: [
    {
      title: 'Project settings',
      icon: Settings2,
      order: 90,
      permission: 'projects.read',
      to: '/projects/$project/settings',
    },
  ],
  commands: [
    {
      id: 'projects.create',
      title: 'Create project',
      group: 'Projects',
      icon: FolderPlus,
      keywords: ['new', 'add'],
      permission: 'projects.manage',
      run: showCreateProject,
    },
  ],
} satisfies Feature
