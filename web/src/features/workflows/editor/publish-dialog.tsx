import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { TextAreaField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toaster'

import { usePublishWorkflow } from '../requests'

import { useEditor } from './use-editor'

const schema = z.object({ note: z.string().trim().max(500, 'Use at most 500 characters.') })

interface PublishDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Makes the draft the next version. */
export function PublishDialog({ open, onOpenChange }: PublishDialogProps) {
  const { saver } = useEditor()
  const next = (saver.stored.published ?? 0) + 1
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading={`Publish version ${next}`}
        lead="New runs begin with it. Runs that were begun stay on their version."
      >
        <PublishForm
          onClose={() => {
            onOpenChange(false)
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

function PublishForm({ onClose }: { onClose: () => void }) {
  const { saver } = useEditor()
  const publish = usePublishWorkflow()
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { note: '' } })
  return (
    <Form
      form={form}
      onSubmit={async ({ note }) => {
        await saver.flush()
        if (!saver.isSaved) throw new Error('The draft is not saved yet. See what it says above.')
        const workflow = await publish.mutateAsync({ workflow: saver.stored, note })
        saver.adopt(workflow)
        onClose()
        toast.success(`Published version ${workflow.published ?? 1}`)
      }}
    >
      <TextAreaField
        control={form.control}
        name="note"
        label="What is new"
        placeholder="Asks the leads first."
        hint="Stands in the list of versions and in the audit log."
      />
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton>Publish</SubmitButton>
      </DialogFooter>
    </Form>
  )
}
