import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { email, name, newPassword } from '@/lib/account-schemas'

import { signUp } from './requests'

const schema = z.object({ organization: name, name, email, password: newPassword })

export function SignUpForm({ onSignedUp }: { onSignedUp: () => void }) {
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { organization: '', name: '', email: '', password: '' },
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await signUp(values)
        onSignedUp()
      }}
    >
      <TextField
        control={form.control}
        name="organization"
        label="Organization"
        autoComplete="organization"
        className="h-control-lg"
      />
      <TextField
        control={form.control}
        name="name"
        label="Your name"
        autoComplete="name"
        className="h-control-lg"
      />
      <TextField
        control={form.control}
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        inputMode="email"
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
      <SubmitButton size="lg">Create organization</SubmitButton>
    </Form>
  )
}
