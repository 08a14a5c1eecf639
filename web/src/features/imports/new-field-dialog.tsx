import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { z } from 'zod'

import type { Schema } from '@/api/client'
import { Form, SubmitButton } from '@/components/form/form'
import { SelectField } from '@/components/form/select-field'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'

import { fieldKey, guessKind, type Target } from './mapping'

const KINDS = ['text', 'number', 'date', 'select', 'person', 'checkbox', 'url'] as const

const LABELS: Record<(typeof KINDS)[number], string> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  select: 'One of several options',
  person: 'Person',
  checkbox: 'Yes or no',
  url: 'Web address',
}

const schema = z
  .object({
    name: z.string().trim().min(1, 'Enter a name.').max(80, 'Use at most 80 characters.'),
    kind: z.enum(KINDS),
    options: z.string(),
  })
  .refine(({ kind, options }) => kind !== 'select' || linesOf(options).length > 0, {
    path: ['options'],
    error: 'Enter at least one option.',
  })

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

interface NewFieldDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  column: string
  values: string[]
  targets: Target[]
  onCreate: (key: string, field: Schema<'NewField'>) => void
}

/** Asks for a custom field that the project gets when the import is carried out. */
export function NewFieldDialog({ open, onOpenChange, ...props }: NewFieldDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading="New custom field"
        lead="The project gets it when the import is carried out, not before."
      >
        <FieldForm
          {...props}
          onClose={() => {
            onOpenChange(false)
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

function FieldForm({
  column,
  values,
  targets,
  onCreate,
  onClose,
}: Omit<NewFieldDialogProps, 'open' | 'onOpenChange'> & { onClose: () => void }) {
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      name: column.slice(0, 80),
      kind: guessKind(values),
      options: values.slice(0, 200).join('\n'),
    },
  })
  const kind = useWatch({ control: form.control, name: 'kind' })
  return (
    <Form
      form={form}
      onSubmit={({ name, kind: chosen, options }) => {
        const taken = targets.map(({ target }) => target.replace(/^custom\./, ''))
        onCreate(fieldKey(name, taken), {
          name,
          kind: chosen,
          ...(chosen === 'select' && { options: [...new Set(linesOf(options))] }),
        })
        onClose()
      }}
    >
      <TextField control={form.control} name="name" label="Name" autoComplete="off" />
      <SelectField
        control={form.control}
        name="kind"
        label="What it holds"
        options={KINDS.map((value) => ({ value, label: LABELS[value] }))}
      />
      {kind === 'select' && (
        <TextAreaField
          control={form.control}
          name="options"
          label="Options"
          hint="One a line; these are the values of the column."
        />
      )}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton>Use this field</SubmitButton>
      </DialogFooter>
    </Form>
  )
}
