import { SquareCheckBig, SquarePen } from 'lucide-react'

import type { Feature } from '@/registry/feature'

import { showCreateTask } from './show-create-task'

export default {
  navigation: [
    {
      title: 'Tasks',
      icon: SquareCheckBig,
      order: 10,
      permission: 'tasks.read',
      to: '/tasks',
      keys: 'g t',
    },
  ],
  projectPages: [
    {
      title: 'Tasks',
      icon: SquareCheckBig,
      order: 10,
      permission: 'tasks.read',
      to: '/projects/$project',
    },
  ],
  commands: [
    {
      id: 'tasks.create',
      title: 'Create task',
      group: 'Tasks',
      icon: SquarePen,
      keywords: ['new', 'add'],
      keys: 'c',
      permission: 'tasks.write',
      run: ({ queryClient, router }) => {
        const key = router.state.matches.map(({ params }) => params).find((p) => 'project' in p)
        const project = key
          ? queryClient.getQueryData<{ id: string }>([
              'projects',
              (key as { project: string }).project,
            ])
          : undefined
        showCreateTask(project?.id)
      },
    },
  ],
} satisfies Feature
