import { Link, useNavigate } from '@tanstack/react-router'
import { CircleAlert, Download, Ellipsis, FlaskConical, Pencil, Rocket, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { showError } from '@/components/ui/toaster'

import { exported, saveFile } from '../list/exchange'
import { RenameDialog } from '../list/rename-dialog'
import { DeleteWorkflow } from '../list/workflow-actions'
import type { Workflow } from '../requests'
import { RunNowButton } from '../runs/run-now-button'

import { PublishDialog } from './publish-dialog'
import { SaveNote } from './save-notes'
import { pickFindings, useEdited, useEditor, useSaveState } from './use-editor'

interface HeaderActionsProps {
  workflow: Workflow
  /** Shows what is to be mended. */
  onMend: () => void
}

/** What can be done with the workflow, in the top bar. */
export function HeaderActions({ workflow, onMend }: HeaderActionsProps) {
  const { readOnly } = useEditor()
  const findings = useEdited(pickFindings)
  const state = useSaveState()
  const [publishing, setPublishing] = useState(false)
  if (readOnly) {
    return (
      <>
        <RunNowButton workflow={workflow} />
        <MoreMenu workflow={workflow} />
      </>
    )
  }
  const count = findings.length
  return (
    <>
      <SaveNote />
      {count > 0 && (
        <Button onClick={onMend} className="text-danger-text max-md:hidden">
          <CircleAlert aria-hidden />
          {count} to mend
        </Button>
      )}
      <Button asChild className="max-lg:hidden">
        <Link to="/workflows/$workflow/trial" params={{ workflow: workflow.id }}>
          <FlaskConical aria-hidden />
          <span className="max-xl:sr-only">Try it out</span>
        </Link>
      </Button>
      <Button
        variant="primary"
        disabled={count > 0 || state.is === 'conflict'}
        title={
          count > 0 ? `Mend ${count === 1 ? 'one thing' : `${count} things`} first` : undefined
        }
        onClick={() => {
          setPublishing(true)
        }}
      >
        <Rocket aria-hidden />
        <span className="max-sm:sr-only">Publish</span>
      </Button>
      <RunNowButton workflow={workflow} />
      <MoreMenu workflow={workflow} />
      <PublishDialog open={publishing} onOpenChange={setPublishing} />
    </>
  )
}

function MoreMenu({ workflow }: { workflow: Workflow }) {
  const { store, saver, readOnly } = useEditor()
  const navigate = useNavigate()
  const [renaming, setRenaming] = useState(false)
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="More about this workflow">
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-60">
          {!readOnly && (
            <>
              <DropdownMenuItem
                onSelect={() => {
                  setRenaming(true)
                }}
              >
                <Pencil aria-hidden />
                Name and description
              </DropdownMenuItem>
              <DropdownMenuCheckboxItem
                checked={workflow.enabled}
                onCheckedChange={(enabled) => {
                  saver.patch({ enabled }).catch(showError)
                }}
              >
                Enabled: what happens begins runs
              </DropdownMenuCheckboxItem>
            </>
          )}
          <DropdownMenuItem asChild className={readOnly ? undefined : 'lg:hidden'}>
            <Link to="/workflows/$workflow/trial" params={{ workflow: workflow.id }}>
              <FlaskConical aria-hidden />
              Try it out
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem
            onSelect={() => {
              saveFile(exported({ ...workflow, draft: store.definition }))
            }}
          >
            <Download aria-hidden />
            Export as JSON
          </DropdownMenuItem>
          {!readOnly && (
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
        onSave={(values) => saver.patch(values)}
      />
      <DeleteWorkflow
        workflow={workflow}
        open={deleting}
        onOpenChange={setDeleting}
        onDeleted={() => {
          saver.stop()
          void navigate({ to: '/workflows' })
        }}
      />
    </>
  )
}
