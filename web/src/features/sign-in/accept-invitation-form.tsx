import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { name, newPassword } from '@/lib/account-schemas'

import { acceptInvitation } from './requests'

const schema = z.object({ name, password: newPassword })

interface AcceptInvitationFormProps {
  /** From the link in the mail. */
  token: string
  onJoined: () => void
}

export function AcceptInvitationForm({ token, onJoined }: AcceptInvitationFormProps) {
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name: '', password: '' },
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await acceptInvitation({ ...values, token })
        onJoined()
      }}
    >
      <TextField
        control={form.control}
        name="name"
        label="Your name"
        autoComplete="name"
        className="h-control-lg"
      />
      <PasswordField
        control={form.control}
        name="password"
        label="Password"
        hint="At least 8 characters."
        autoComplete="new-password"
        className="h-control-lg"
      />
      <SubmitButton size="lg">Join</SubmitButton>
    </Form>
  )
}
