import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { useController, useForm } from 'react-hook-form'
import { z } from 'zod'

import { projectsQuery } from '@/api/projects'
import { Form, SubmitButton } from '@/components/form/form'
import { SelectField } from '@/components/form/select-field'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { OptionPicker } from '@/components/option-picker'
import { Button } from '@/components/ui/button'
import { DatePicker } from '@/components/ui/date-picker'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { controlStyle } from '@/components/ui/input'
import { toast } from '@/components/ui/toaster'
import { cn } from '@/lib/cn'
import type { DialogProps } from '@/registry/dialogs'

import { useCreateTask } from './change'
import { PriorityLabel } from './parts/marks'
import { usePersonOptions } from './parts/options'
import { momentOf } from './search'
import { wantedProject } from './show-create-task'
import { PRIORITIES } from './task'

const schema = z.object({
  project_id: z.string().min(1, 'Choose a project.'),
  title: z.string().trim().min(1, 'Enter a title.').max(500, 'Use at most 500 characters.'),
  description: z.string().max(50_000, 'Use at most 50,000 characters.'),
  priority: z.enum(PRIORITIES),
  assignees: z.array(z.string()),
  due: z.string().nullable(),
})

export default function CreateTaskDialog({ open, onOpenChange }: DialogProps) {
  const projects = (useQuery(projectsQuery).data ?? []).filter(({ archived }) => !archived)
  const people = usePersonOptions()
  const create = useCreateTask()
  const router = useRouter()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      project_id: wantedProject() ?? projects[0]?.id ?? '',
      title: '',
      description: '',
      priority: 'medium' as const,
      assignees: [] as string[],
      due: null as string | null,
    },
  })
  const assignees = useController({ control: form.control, name: 'assignees' }).field
  const due = useController({ control: form.control, name: 'due' }).field
  const names = assignees.value.map(
    (id) => people.find(({ value }) => value === id)?.label ?? 'Someone',
  )
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent heading="Create a task" className="max-w-lg">
        <Form
          form={form}
          onSubmit={async ({ due: day, ...values }) => {
            const task = await create.mutateAsync({
              ...values,
              ...(day && { due_at: momentOf(day) }),
            })
            onOpenChange(false)
            toast.success(`Created ${task.key}`, {
              action: {
                label: 'Open',
                onClick: () => {
                  void router.navigate({
                    to: '.',
                    search: (before) => ({ ...before, task: task.key }),
                  })
                },
              },
            })
          }}
        >
          <TextField control={form.control} name="title" label="Title" autoComplete="off" />
          <TextAreaField
            control={form.control}
            name="description"
            label="Description"
            hint="Markdown, if you like."
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              control={form.control}
              name="project_id"
              label="Project"
              options={projects.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <SelectField
              control={form.control}
              name="priority"
              label="Priority"
              options={PRIORITIES.map((priority) => ({
                value: priority,
                label: <PriorityLabel priority={priority} />,
              }))}
            />
            <Field label="Assignees">
              {(bound) => (
                <OptionPicker
                  label="Assignees"
                  options={people}
                  selected={assignees.value}
                  onChange={assignees.onChange}
                >
                  <button
                    type="button"
                    {...bound}
                    className={cn(controlStyle, 'flex h-control items-center gap-2 text-left')}
                  >
                    <span className={cn('min-w-0 flex-1 truncate', !names.length && 'text-muted')}>
                      {names.join(', ') || 'Nobody yet'}
                    </span>
                    <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden />
                  </button>
                </OptionPicker>
              )}
            </Field>
            <Field label="Due date">
              {({ id }) => (
                <DatePicker id={id} label="Due date" value={due.value} onChange={due.onChange} />
              )}
            </Field>
          </div>
          <DialogFooter>
            <Button
              onClick={() => {
                onOpenChange(false)
              }}
            >
              Cancel
            </Button>
            <SubmitButton>Create task</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
