import { createFileRoute, Link } from '@tanstack/react-router'
import { useState } from 'react'

import { Heading } from '@/features/sign-in/heading'
import { RequestResetForm } from '@/features/sign-in/reset-forms'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_public/forgot-password')({
  head: () => title('Forgot password'),
  component: ForgotPassword,
})

function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>()
  return (
    <>
      {sentTo ? (
        <div role="status">
          <Heading title="Look at your mail">
            If there is an account for {sentTo}, a link to set a new password is on its way. It is
            good for an hour.
          </Heading>
        </div>
      ) : (
        <>
          <Heading title="Forgot your password?">
            Enter your address, and we mail you a link to set a new one.
          </Heading>
          <RequestResetForm onSent={setSentTo} />
        </>
      )}
      <p className="mt-6 text-center text-sm text-muted">
        <Link
          to="/sign-in"
          className="font-medium text-accent-text underline-offset-4 hover:underline"
        >
          Back to sign-in
        </Link>
      </p>
    </>
  )
}
