import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'

import { Form, SubmitButton } from '@/components/form/form'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toaster'

import type { WorkflowSummary } from '../requests'

import { workflowSchema } from './workflow-schema'

interface RenameDialogProps {
  workflow: Pick<WorkflowSummary, 'name' | 'description' | 'revision'>
  open: boolean
  onOpenChange: (open: boolean) => void
  onSave: (values: { name: string; description: string }) => Promise<unknown>
}

/** Another name, or another description. */
export function RenameDialog({ workflow, open, onOpenChange, onSave }: RenameDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent heading="Name and description">
        <RenameForm
          workflow={workflow}
          onSave={onSave}
          onClose={() => {
            onOpenChange(false)
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

function RenameForm({
  workflow: { name, description },
  onSave,
  onClose,
}: Pick<RenameDialogProps, 'workflow' | 'onSave'> & { onClose: () => void }) {
  const form = useForm({
    resolver: zodResolver(workflowSchema),
    defaultValues: { name, description },
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await onSave(values)
        onClose()
        toast.success('Saved')
      }}
    >
      <TextField control={form.control} name="name" label="Name" autoComplete="off" />
      <TextAreaField
        control={form.control}
        name="description"
        label="Description"
        hint="What it is for. Markdown, if you like."
      />
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton>Save</SubmitButton>
      </DialogFooter>
    </Form>
  )
}
