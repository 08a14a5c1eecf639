import { lazy } from 'react'

import { showDialog } from '@/registry/dialogs'

const InviteDialog = lazy(() => import('./invite-dialog'))

export function showInvite(): void {
  showDialog(InviteDialog)
}
