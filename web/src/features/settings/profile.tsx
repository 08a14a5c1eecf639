import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { type Me, useMe } from '@/api/me'
import { Form, SubmitButton } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { Section } from '@/components/page'
import { Avatar } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { toast } from '@/components/ui/toaster'
import { name } from '@/lib/account-schemas'
import { inWords } from '@/lib/names'
import { ROLE_HINTS } from '@/lib/roles'

import { NotificationSettings } from './notification-settings'
import { useChangeMe } from './requests'

export function Profile() {
  const me = useMe()
  return (
    <>
      <Section heading="Profile" lead="How the people of your organization see you.">
        <div className="mb-5 flex items-center gap-3">
          <Avatar name={me.name} className="size-12 text-base" />
          <div className="min-w-0">
            <p className="truncate font-medium">{me.email}</p>
            <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
              <Badge tone="outline">{inWords(me.role)}</Badge>
              {ROLE_HINTS[me.role]}
            </p>
          </div>
        </div>
        {/* What was saved is where the next change begins. */}
        <NameForm key={me.name} me={me} />
      </Section>
      <NotificationSettings />
    </>
  )
}

const schema = z.object({ name })

function NameForm({ me }: { me: Me }) {
  const change = useChangeMe()
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: me.name } })
  return (
    <Form
      form={form}
      onSubmit={async (patch) => {
        await change.mutateAsync({ me, patch })
        toast.success('Saved')
      }}
    >
      <TextField control={form.control} name="name" label="Your name" autoComplete="name" />
      <div className="flex justify-end">
        <SubmitButton disabled={!form.formState.isDirty}>Save</SubmitButton>
      </div>
    </Form>
  )
}
