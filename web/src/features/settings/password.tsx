import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { useMe } from '@/api/me'
import { Form, SubmitButton } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { Section } from '@/components/page'
import { toast } from '@/components/ui/toaster'
import { newPassword, password } from '@/lib/account-schemas'

import { useChangePassword } from './requests'

const schema = z.object({ current_password: password, new_password: newPassword })

export function Password() {
  const me = useMe()
  const change = useChangePassword()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { current_password: '', new_password: '' },
  })
  return (
    <Section
      heading="Password"
      lead="A new password signs you out everywhere else. Your API tokens go on working."
    >
      <Form
        form={form}
        onSubmit={async (values) => {
          await change.mutateAsync(values)
          form.reset()
          toast.success('Your password is changed; you are signed out everywhere else')
        }}
      >
        {/* So that a password manager knows whose it is. */}
        <input type="text" autoComplete="username" value={me.email} readOnly hidden />
        <PasswordField
          control={form.control}
          name="current_password"
          label="Current password"
          autoComplete="current-password"
        />
        <PasswordField
          control={form.control}
          name="new_password"
          label="New password"
          hint="At least 8 characters."
          autoComplete="new-password"
        />
        <div className="flex justify-end">
          <SubmitButton>Change password</SubmitButton>
        </div>
      </Form>
    </Section>
  )
}
