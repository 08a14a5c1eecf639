import { zodResolver } from '@hookform/resolvers/zod'
import { useId, useState } from 'react'
import { type Control, useController, useForm, useWatch } from 'react-hook-form'
import { z } from 'zod'

import type { Schema } from '@/api/client'
import { useMe } from '@/api/me'
import { CopyButton } from '@/components/copy-button'
import { Form, SubmitButton } from '@/components/form/form'
import { SelectField } from '@/components/form/select-field'
import { TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { addDays, today, writtenDay } from '@/lib/days'
import { inWords } from '@/lib/names'
import { ROLES } from '@/lib/roles'
import type { DialogProps } from '@/registry/dialogs'

import { useCreateToken } from './requests'

type Area = Schema<'Area'>

const AREAS: { area: Area; hint: string }[] = [
  { area: 'tasks', hint: 'Projects, tasks, comments, attachments' },
  { area: 'imports', hint: 'Spreadsheets and their profiles' },
  { area: 'workflows', hint: 'Workflows and their versions' },
  { area: 'organization', hint: 'People, sessions, tokens' },
  { area: 'audit', hint: 'The audit log' },
]

const LIFETIMES = [7, 30, 90, 180, 366]

const schema = z.object({
  name: z.string().trim().min(1, 'Say what it is for.').max(120, 'Use at most 120 characters.'),
  role: z.enum(ROLES),
  areas: z
    .array(z.enum(['organization', 'tasks', 'imports', 'workflows', 'audit']))
    .min(1, 'Choose at least one.'),
  days: z.string(),
})
type Values = z.infer<typeof schema>

/** Makes a token, and shows it once. */
export default function CreateTokenDialog({ open, onOpenChange }: DialogProps) {
  const [created, setCreated] = useState<Schema<'CreatedToken'>>()
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading={created ? 'Copy the token now' : 'Create an API token'}
        lead={
          created
            ? 'It is shown this once. Whoever has it can act in your name.'
            : 'A program sends it with each request, as “Authorization: Bearer …”.'
        }
        // A press beside the dialog would lose the token for good.
        onInteractOutside={(event) => {
          if (created) event.preventDefault()
        }}
      >
        {created ? (
          <Created
            created={created}
            onDone={() => {
              onOpenChange(false)
            }}
          />
        ) : (
          <CreateForm
            onCreated={setCreated}
            onCancel={() => {
              onOpenChange(false)
            }}
          />
        )}
      </DialogContent>
    </Dialog>
  )
}

interface CreateFormProps {
  onCreated: (created: Schema<'CreatedToken'>) => void
  onCancel: () => void
}

function CreateForm({ onCreated, onCancel }: CreateFormProps) {
  const me = useMe()
  const create = useCreateToken()
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: {
      name: '',
      role: me.role === 'guest' ? 'guest' : 'user',
      areas: ['tasks'],
      days: '90',
    },
  })
  const days = useWatch({ control: form.control, name: 'days' })
  const roles = ROLES.slice(0, ROLES.indexOf(me.role) + 1)
  return (
    <Form
      form={form}
      onSubmit={async ({ days, ...values }) => {
        onCreated(await create.mutateAsync({ ...values, expires_in_days: Number(days) }))
      }}
    >
      <TextField
        control={form.control}
        name="name"
        label="What it is for"
        placeholder="Nightly export"
        autoComplete="off"
      />
      <AreasField control={form.control} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          control={form.control}
          name="role"
          label="Role"
          hint="The most that it may do."
          options={roles.map((value) => ({ value, label: inWords(value) }))}
        />
        <SelectField
          control={form.control}
          name="days"
          label="Ends after"
          hint={`On ${writtenDay(addDays(today(), Number(days)))}.`}
          options={LIFETIMES.map((count) => ({
            value: String(count),
            label: count === 366 ? '1 year' : `${count} days`,
          }))}
        />
      </div>
      <DialogFooter className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <SubmitButton>Create token</SubmitButton>
      </DialogFooter>
    </Form>
  )
}

function AreasField({ control }: { control: Control<Values> }) {
  const { field, fieldState } = useController({ control, name: 'areas' })
  const id = useId()
  return (
    <fieldset aria-describedby={fieldState.error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-medium">What it can reach</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {AREAS.map(({ area, hint }, index) => (
          <label
            key={area}
            htmlFor={`${id}-${area}`}
            className="flex items-start gap-2.5 rounded-md border border-line-strong px-3 py-2 transition-colors hover:bg-hover has-data-[state=checked]:border-accent has-data-[state=checked]:bg-selected"
          >
            <Checkbox
              id={`${id}-${area}`}
              ref={index === 0 ? field.ref : undefined}
              className="mt-0.5"
              checked={field.value.includes(area)}
              onBlur={field.onBlur}
              onCheckedChange={(checked) => {
                const others = field.value.filter((one) => one !== area)
                field.onChange(checked === true ? [...others, area] : others)
              }}
            />
            <span className="grid min-w-0 gap-0.5">
              <span className="text-sm font-medium">{inWords(area)}</span>
              <span className="text-xs text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </div>
      {fieldState.error && (
        <p id={`${id}-error`} role="alert" className="mt-1.5 text-xs text-danger-text">
          {fieldState.error.message}
        </p>
      )}
    </fieldset>
  )
}

function Created({ created, onDone }: { created: Schema<'CreatedToken'>; onDone: () => void }) {
  return (
    <div className="grid gap-4">
      <Field label={created.name}>
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              readOnly
              value={created.token}
              spellCheck={false}
              className="font-mono text-xs"
              onFocus={(event) => {
                event.target.select()
              }}
            />
            <CopyButton text={created.token} what="the token" label="Copy" />
          </div>
        )}
      </Field>
      <DialogFooter className="mt-2">
        <Button variant="primary" onClick={onDone}>
          I have it
        </Button>
      </DialogFooter>
    </div>
  )
}
