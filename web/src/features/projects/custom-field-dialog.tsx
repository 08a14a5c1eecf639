import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { SelectField } from '@/components/form/select-field'
import { TextAreaField, TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'

import { type CustomField, fieldKey, KINDS, optionsOf } from './custom-fields'

const schema = z
  .object({
    name: z.string().trim().min(1, 'Enter a name.').max(80, 'Use at most 80 characters.'),
    kind: z.enum(['text', 'number', 'date', 'select', 'person', 'checkbox', 'url']),
    options: z.string(),
  })
  .refine(({ kind, options }) => kind !== 'select' || optionsOf(options).length > 0, {
    path: ['options'],
    error: 'Enter at least one option.',
  })

interface CustomFieldDialogProps {
  /** The field to change; absent for a new one. */
  field?: CustomField | undefined
  /** Keys of the fields that there are. */
  taken: string[]
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Keeps it; what it throws is shown in the form. */
  onSave: (field: CustomField) => Promise<unknown>
}

export function CustomFieldDialog({
  field,
  taken,
  open,
  onOpenChange,
  onSave,
}: CustomFieldDialogProps) {
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      name: field?.name ?? '',
      kind: field?.kind ?? 'text',
      options: field?.options?.join('\n') ?? '',
    },
  })
  const kind = useWatch({ control: form.control, name: 'kind' })
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent heading={field ? `Change ${field.name}` : 'Add a field'}>
        <Form
          form={form}
          onSubmit={async ({ name, kind, options }) => {
            await onSave({
              key: field?.key ?? fieldKey(name, taken),
              name,
              kind,
              ...(kind === 'select' && { options: optionsOf(options) }),
            })
            onOpenChange(false)
          }}
        >
          <TextField control={form.control} name="name" label="Name" autoComplete="off" />
          <SelectField
            control={form.control}
            name="kind"
            label="Kind"
            hint={
              field
                ? 'Cannot change once tasks have values in it.'
                : KINDS.find(({ value }) => value === kind)?.hint
            }
            options={KINDS}
          />
          {kind === 'select' && (
            <TextAreaField
              control={form.control}
              name="options"
              label="Options"
              hint="One a line, in the order in which they are offered."
            />
          )}
          <DialogFooter>
            <Button
              onClick={() => {
                onOpenChange(false)
              }}
            >
              Cancel
            </Button>
            <SubmitButton>{field ? 'Save' : 'Add field'}</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
