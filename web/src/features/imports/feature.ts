import { FileUp, Table2 } from 'lucide-react'

import type { Feature } from '@/registry/feature'

export default {
  navigation: [
    {
      to: '/imports',
      title: 'Imports',
      icon: Table2,
      order: 20,
      permission: 'imports.read',
      keys: 'g i',
    },
  ],
  commands: [
    {
      id: 'imports.new',
      title: 'Import a spreadsheet',
      group: 'Imports',
      icon: FileUp,
      keywords: ['csv', 'excel', 'upload', 'file'],
      permission: 'imports.run',
      run: ({ router }) => void router.navigate({ to: '/imports/new' }),
    },
    {
      id: 'imports.profiles',
      title: 'Import profiles and drop folders',
      group: 'Imports',
      icon: Table2,
      keywords: ['mapping', 's3', 'bucket'],
      permission: 'imports.read',
      run: ({ router }) => void router.navigate({ to: '/imports/profiles' }),
    },
  ],
} satisfies Feature
