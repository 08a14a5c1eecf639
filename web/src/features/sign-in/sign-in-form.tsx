import { zodResolver } from '@hookform/resolvers/zod'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { Form, SubmitButton } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { email, password } from '@/lib/account-schemas'

import { signIn } from './requests'

const schema = z.object({ email, password })

interface SignInFormProps {
  /** The address of who was signed in before. */
  knownEmail?: string | undefined
  onSignedIn: () => void
}

export function SignInForm({ knownEmail, onSignedIn }: SignInFormProps) {
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: knownEmail ?? '', password: '' },
  })
  const { setFocus } = form
  useEffect(() => {
    // Only the password is missing.
    if (knownEmail) setFocus('password')
  }, [knownEmail, setFocus])
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await signIn(values)
        onSignedIn()
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
      <PasswordField
        control={form.control}
        name="password"
        label="Password"
        autoComplete="current-password"
        className="h-control-lg"
        aside={
          <Link
            to="/forgot-password"
            className="text-xs font-medium text-accent-text underline-offset-4 hover:underline"
          >
            Forgot password?
          </Link>
        }
      />
      <SubmitButton size="lg">Sign in</SubmitButton>
    </Form>
  )
}
