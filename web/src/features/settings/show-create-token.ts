import { lazy } from 'react'

import { showDialog } from '@/registry/dialogs'

const CreateTokenDialog = lazy(() => import('./create-token-dialog'))

export function showCreateToken(): void {
  showDialog(CreateTokenDialog)
}
