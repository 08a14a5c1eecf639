import { lazy } from 'react'

import { showDialog } from '@/registry/dialogs'

const CreateProjectDialog = lazy(() => import('./create-project-dialog'))

export function showCreateProject(): void {
  showDialog(CreateProjectDialog)
}
