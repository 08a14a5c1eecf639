import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { type Project, useChangeProject } from '@/api/projects'
import { Form, SubmitButton } from '@/components/form/form'
import { SwitchField } from '@/components/form/switch-field'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { Section } from '@/components/page'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showError, toast } from '@/components/ui/toaster'

import { CustomFieldsSection } from './custom-fields-section'

const schema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(120, 'Use at most 120 characters.'),
  description: z.string().max(10_000, 'Use at most 10,000 characters.'),
  shared_with_guests: z.boolean(),
})

/** What a project is called, who sees it, which fields its tasks have, and whether it is closed. */
export function ProjectSettings({ project }: { project: Project }) {
  const mayManage = useMay('projects.manage')
  return (
    <>
      <Section
        heading="General"
        lead={
          <>
            Tasks of this project are called <code className="font-mono">{project.key}-1</code>,{' '}
            <code className="font-mono">{project.key}-2</code> and so on.
          </>
        }
      >
        {mayManage ? <GeneralForm project={project} /> : <GeneralFacts project={project} />}
      </Section>
      <CustomFieldsSection project={project} />
      {mayManage && <Archiving project={project} />}
    </>
  )
}

function GeneralForm({ project }: { project: Project }) {
  const change = useChangeProject()
  const form = useForm({
    resolver: zodResolver(schema),
    values: {
      name: project.name,
      description: project.description,
      shared_with_guests: project.shared_with_guests,
    },
    // What someone else changes meanwhile does not take away what is being written.
    resetOptions: { keepDirtyValues: true, keepErrors: true },
  })
  return (
    <Form
      form={form}
      onSubmit={async (patch) => {
        await change.mutateAsync({ project, patch })
        form.reset(patch)
        toast.success('Saved')
      }}
    >
      <TextField control={form.control} name="name" label="Name" autoComplete="off" />
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
      <div className="flex justify-end">
        <SubmitButton disabled={!form.formState.isDirty}>Save</SubmitButton>
      </div>
    </Form>
  )
}

function GeneralFacts({ project }: { project: Project }) {
  return (
    <dl className="grid gap-3">
      <div>
        <dt className="text-xs text-muted">Name</dt>
        <dd>{project.name}</dd>
      </div>
      {project.description && (
        <div>
          <dt className="text-xs text-muted">Description</dt>
          <dd className="whitespace-pre-wrap">{project.description}</dd>
        </div>
      )}
    </dl>
  )
}

function Archiving({ project }: { project: Project }) {
  const change = useChangeProject()
  const [asking, setAsking] = useState(false)
  const setArchived = async (archived: boolean) => {
    try {
      await change.mutateAsync({ project, patch: { archived } })
      toast.success(archived ? `Archived ${project.name}` : `${project.name} is open again`)
    } catch (error) {
      showError(error)
    }
    setAsking(false)
  }
  return (
    <Section
      heading={project.archived ? 'Archived' : 'Archive'}
      lead="Tasks of an archived project can be read and not changed."
    >
      {project.archived ? (
        <Button pending={change.isPending} onClick={() => void setArchived(false)}>
          Open it again
        </Button>
      ) : (
        <Button
          onClick={() => {
            setAsking(true)
          }}
        >
          Archive project
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading={`Archive ${project.name}?`}
        action="Archive"
        variant="primary"
        pending={change.isPending}
        onConfirm={() => void setArchived(true)}
      >
        Its tasks stay readable. You can open it again at any time.
      </ConfirmDialog>
    </Section>
  )
}
