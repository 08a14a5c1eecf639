import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { email, newPassword } from '@/lib/account-schemas'

import { confirmReset, requestReset } from './requests'

const requestSchema = z.object({ email })
const confirmSchema = z.object({ password: newPassword })

/** Asks for a link by mail. */
export function RequestResetForm({ onSent }: { onSent: (email: string) => void }) {
  const form = useForm({ resolver: zodResolver(requestSchema), defaultValues: { email: '' } })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await requestReset(values)
        onSent(values.email)
      }}
    >
      <TextField
        control={form.control}
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        inputMode="email"
        className="h-control-lg"
      />
      <SubmitButton size="lg">Send the link</SubmitButton>
    </Form>
  )
}

/** Sets the new password, with the token of that link. */
export function ConfirmResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const form = useForm({ resolver: zodResolver(confirmSchema), defaultValues: { password: '' } })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await confirmReset({ ...values, token })
        onDone()
      }}
    >
      <PasswordField
        control={form.control}
        name="password"
        label="New password"
        hint="At least 8 characters."
        autoComplete="new-password"
        className="h-control-lg"
      />
      <SubmitButton size="lg">Set password and sign in</SubmitButton>
    </Form>
  )
}
