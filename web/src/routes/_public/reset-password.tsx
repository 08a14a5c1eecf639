import { createFileRoute, Link, useNavigate } from '@tanstack/react-router'
import { z } from 'zod'

import { Heading } from '@/features/sign-in/heading'
import { ConfirmResetForm } from '@/features/sign-in/reset-forms'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_public/reset-password')({
  validateSearch: z.object({ token: z.string().catch('') }),
  head: () => title('Set a new password'),
  component: ResetPassword,
})

function ResetPassword() {
  const { token } = Route.useSearch()
  const navigate = useNavigate()
  return (
    <>
      {token ? (
        <>
          <Heading title="Set a new password">Every other session of yours ends with it.</Heading>
          <ConfirmResetForm
            token={token}
            onDone={() => {
              void navigate({ to: '/', replace: true })
            }}
          />
        </>
      ) : (
        <Heading title="This link is not complete">
          Open the link in the mail once more, or copy all of it.
        </Heading>
      )}
      <p className="mt-6 text-center text-sm text-muted">
        Link used or too old?{' '}
        <Link
          to="/forgot-password"
          className="font-medium text-accent-text underline-offset-4 hover:underline"
        >
          Get a new one
        </Link>
      </p>
    </>
  )
}
