import { createFileRoute, Link, redirect, useRouter } from '@tanstack/react-router'
import { z } from 'zod'

import { Heading } from '@/features/sign-in/heading'
import { next } from '@/features/sign-in/schemas'
import { SignInForm } from '@/features/sign-in/sign-in-form'
import { title } from '@/lib/title'
import { mayHaveSession, resumeSession } from '@/session/session'

export const Route = createFileRoute('/_public/sign-in')({
  validateSearch: z.object({ next }),
  beforeLoad: async ({ search }) => {
    // A page that works without the server is better here than an error.
    const signedIn = mayHaveSession() && (await resumeSession().catch(() => false))
    if (signedIn) throw redirect({ href: search.next ?? '/', replace: true })
  },
  head: () => title('Sign in'),
  component: SignIn,
})

function SignIn() {
  const search = Route.useSearch()
  const router = useRouter()
  return (
    <>
      <Heading title="Sign in">Good to see you again.</Heading>
      <SignInForm
        onSignedIn={() => {
          router.history.replace(search.next ?? '/')
        }}
      />
      <p className="mt-6 text-center text-sm text-muted">
        New here?{' '}
        <Link
          to="/sign-up"
          className="font-medium text-accent-text underline-offset-4 hover:underline"
        >
          Create an organization
        </Link>
      </p>
    </>
  )
}
