import { lazy } from 'react'

import { showDialog } from '@/registry/dialogs'

const CreateTaskDialog = lazy(() => import('./create-task-dialog'))

let wanted: string | undefined

/** Opens the form for a new task, in this project if one is named. */
export function showCreateTask(project?: string): void {
  wanted = project
  showDialog(CreateTaskDialog)
}

/** The project from which the form was asked for. */
export function wantedProject(): string | undefined {
  return wanted
}
