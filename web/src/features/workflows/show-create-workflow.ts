import { lazy } from 'react'

import { showDialog } from '@/registry/dialogs'

const CreateWorkflowDialog = lazy(() => import('./list/create-workflow-dialog'))

export function showCreateWorkflow(): void {
  showDialog(CreateWorkflowDialog)
}
