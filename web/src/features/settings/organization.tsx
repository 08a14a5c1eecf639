import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { type Me, useMay, useMe } from '@/api/me'
import { Form, SubmitButton } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { Section } from '@/components/page'
import { toast } from '@/components/ui/toaster'
import { name } from '@/lib/account-schemas'
import { localDay, writtenDay } from '@/lib/days'

import { useChangeOrganization } from './requests'

export function Organization() {
  const me = useMe()
  const mayManage = useMay('organization.manage')
  const { organization } = me
  return (
    <Section
      heading="Organization"
      lead={`Here since ${writtenDay(localDay(organization.created_at))}.`}
    >
      {mayManage ? (
        <NameForm key={organization.revision} me={me} />
      ) : (
        <>
          <dl>
            <dt className="text-xs text-muted">Name</dt>
            <dd className="break-words">{organization.name}</dd>
          </dl>
          <p className="mt-3 text-xs text-muted">An admin of your organization can change it.</p>
        </>
      )}
    </Section>
  )
}

const schema = z.object({ name })

function NameForm({ me }: { me: Me }) {
  const change = useChangeOrganization()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name: me.organization.name },
  })
  return (
    <Form
      form={form}
      onSubmit={async (patch) => {
        await change.mutateAsync({ me, patch })
        toast.success('Saved')
      }}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        hint="Everyone in it sees it, and so does whoever gets an invitation."
        autoComplete="organization"
      />
      <div className="flex justify-end">
        <SubmitButton disabled={!form.formState.isDirty}>Save</SubmitButton>
      </div>
    </Form>
  )
}
