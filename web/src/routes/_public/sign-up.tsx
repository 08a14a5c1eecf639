import { createFileRoute, Link, redirect, useNavigate } from '@tanstack/react-router'

import { Heading } from '@/features/sign-in/heading'
import { SignUpForm } from '@/features/sign-in/sign-up-form'
import { title } from '@/lib/title'
import { mayHaveSession, resumeSession } from '@/session/session'

export const Route = createFileRoute('/_public/sign-up')({
  beforeLoad: async () => {
    const signedIn = mayHaveSession() && (await resumeSession().catch(() => false))
    if (signedIn) throw redirect({ to: '/', replace: true })
  },
  head: () => title('Create an organization'),
  component: SignUp,
})

function SignUp() {
  const navigate = useNavigate()
  return (
    <>
      <Heading title="Create an organization">
        You will be its first admin and can invite others.
      </Heading>
      <SignUpForm
        onSignedUp={() => {
          void navigate({ to: '/', replace: true })
        }}
      />
      <p className="mt-6 text-center text-sm text-muted">
        Have an account?{' '}
        <Link
          to="/sign-in"
          className="font-medium text-accent-text underline-offset-4 hover:underline"
        >
          Sign in
        </Link>
      </p>
    </>
  )
}
