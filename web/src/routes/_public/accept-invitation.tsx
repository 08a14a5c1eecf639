import { createFileRoute, useNavigate } from '@tanstack/react-router'
import { z } from 'zod'

import { AcceptInvitationForm } from '@/features/sign-in/accept-invitation-form'
import { Heading } from '@/features/sign-in/heading'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_public/accept-invitation')({
  validateSearch: z.object({ token: z.string().catch('') }),
  head: () => title('Join your team'),
  component: AcceptInvitation,
})

function AcceptInvitation() {
  const { token } = Route.useSearch()
  const navigate = useNavigate()
  if (!token) {
    return (
      <Heading title="This link is not complete">
        Open the link in your invitation once more, or copy all of it. If it is lost, whoever
        invited you can send it again from Members.
      </Heading>
    )
  }
  return (
    <>
      <Heading title="Join your team">
        You were invited. Choose the name that others see and a password.
      </Heading>
      <AcceptInvitationForm
        token={token}
        onJoined={() => {
          void navigate({ to: '/', replace: true })
        }}
      />
    </>
  )
}
