import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { useCreateProject } from '@/api/projects'
import { Form, SubmitButton } from '@/components/form/form'
import { SwitchField } from '@/components/form/switch-field'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toaster'
import type { DialogProps } from '@/registry/dialogs'

import { suggestKey } from './key'

const schema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(120, 'Use at most 120 characters.'),
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{1,9}$/, 'Use 2 to 10 capital letters and digits, a letter first.'),
  description: z.string().max(10_000, 'Use at most 10,000 characters.'),
  shared_with_guests: z.boolean(),
})

export default function CreateProjectDialog({ open, onOpenChange }: DialogProps) {
  const create = useCreateProject()
  const router = useRouter()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name: '', key: '', description: '', shared_with_guests: false },
  })
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading="Create a project"
        lead="A project groups tasks and gives them their key."
      >
        <Form
          form={form}
          onSubmit={async (values) => {
            const project = await create.mutateAsync(values)
            onOpenChange(false)
            toast.success(`Created ${project.name}`, {
              action: {
                label: 'Open',
                onClick: () => {
                  void router.navigate({
                    to: '/projects/$project',
                    params: { project: project.key },
                  })
                },
              },
            })
          }}
        >
          <TextField
            control={form.control}
            name="name"
            label="Name"
            autoComplete="off"
            onChange={(event) => {
              // Until someone writes a key of their own.
              if (!form.getFieldState('key').isDirty) {
                form.resetField('key', { defaultValue: suggestKey(event.target.value) })
              }
            }}
          />
          <TextField
            control={form.control}
            name="key"
            label="Key"
            autoComplete="off"
            className="uppercase"
            hint="Its tasks are called by it, like OPS-42. It never changes."
            onChange={(event) => {
              form.setValue('key', event.target.value.toUpperCase(), { shouldDirty: true })
            }}
          />
          <TextAreaField
            control={form.control}
            name="description"
            label="Description"
            hint="Markdown, if you like."
          />
          <SwitchField
            control={form.control}
            name="shared_with_guests"
            label="Guests may see it"
            hint="Guests read its tasks and comment on them, and change nothing else."
          />
          <DialogFooter>
            <Button
              onClick={() => {
                onOpenChange(false)
              }}
            >
              Cancel
            </Button>
            <SubmitButton>Create project</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
