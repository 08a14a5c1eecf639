import { useQueryClient } from '@tanstack/react-query'
import { Download, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { showError, toast } from '@/components/ui/toaster'

import {
  useChangeWorkflow,
  useDeleteWorkflow,
  useMayChange,
  workflowQuery,
  type WorkflowSummary,
} from '../requests'

import { exported, saveFile } from './exchange'
import { RenameDialog } from './rename-dialog'

/** What can be done about one workflow of the list. */
export function WorkflowActions({ workflow }: { workflow: WorkflowSummary }) {
  const queryClient = useQueryClient()
  const mayChange = useMayChange()(workflow)
  const [renaming, setRenaming] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const change = useChangeWorkflow({ errorIsShown: true })
  const download = async () => {
    try {
      saveFile(exported(await queryClient.query(workflowQuery(workflow.id))))
    } catch (error) {
      showError(error)
    }
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={`Actions for ${workflow.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-56">
          {mayChange && (
            <DropdownMenuItem
              onSelect={() => {
                setRenaming(true)
              }}
            >
              <Pencil aria-hidden />
              Rename
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => void download()}>
            <Download aria-hidden />
            Export as JSON
          </DropdownMenuItem>
          {mayChange && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem
                variant="danger"
                onSelect={() => {
                  setDeleting(true)
                }}
              >
                <Trash2 aria-hidden />
                Delete
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <RenameDialog
        workflow={workflow}
        open={renaming}
        onOpenChange={setRenaming}
        onSave={(patch) => change.mutateAsync({ workflow, patch })}
      />
      <DeleteWorkflow workflow={workflow} open={deleting} onOpenChange={setDeleting} />
    </>
  )
}

interface DeleteWorkflowProps {
  workflow: WorkflowSummary
  open: boolean
  onOpenChange: (open: boolean) => void
  onDeleted?: () => void
}

/** Asks before a workflow is deleted. */
export function DeleteWorkflow({ workflow, open, onOpenChange, onDeleted }: DeleteWorkflowProps) {
  const remove = useDeleteWorkflow()
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      heading={`Delete ${workflow.name}?`}
      action="Delete workflow"
      pending={remove.isPending}
      onConfirm={() => {
        remove.mutate(workflow, {
          onSuccess: () => {
            toast.success(`Deleted ${workflow.name}`)
            onDeleted?.()
          },
          onSettled: () => {
            onOpenChange(false)
          },
        })
      }}
    >
      It begins no runs any more; those that were begun go on. This cannot be undone: export it
      first if you may need it again.
    </ConfirmDialog>
  )
}
