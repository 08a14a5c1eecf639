import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { type z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import type { DialogProps } from '@/registry/dialogs'

import { useCreateWorkflow } from '../requests'

import { workflowSchema } from './workflow-schema'

export default function CreateWorkflowDialog({ open, onOpenChange }: DialogProps) {
  const create = useCreateWorkflow()
  const router = useRouter()
  const form = useForm({
    resolver: zodResolver(workflowSchema),
    defaultValues: { name: '', description: '' },
  })
  const submit = async (values: z.infer<typeof workflowSchema>) => {
    const workflow = await create.mutateAsync({ ...values, draft: begun() })
    onOpenChange(false)
    await router.navigate({ to: '/workflows/$workflow', params: { workflow: workflow.id } })
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading="Create a workflow"
        lead="You draw it next. It does nothing before you publish it."
      >
        <Form form={form} onSubmit={submit}>
          <TextField
            control={form.control}
            name="name"
            label="Name"
            autoComplete="off"
            placeholder="Approve critical tasks"
          />
          <TextAreaField
            control={form.control}
            name="description"
            label="Description"
            hint="What it is for. Markdown, if you like."
          />
          <DialogFooter>
            <Button
              onClick={() => {
                onOpenChange(false)
              }}
            >
              Cancel
            </Button>
            <SubmitButton>Create workflow</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}

/** Every workflow has a start, so a new one begins with it. */
function begun() {
  return {
    nodes: [
      {
        id: 'start',
        name: 'Start',
        does: { kind: 'start' as const, when: 'manual' as const },
        position: { x: 0, y: 0 },
      },
    ],
  }
}
