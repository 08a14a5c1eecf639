import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

import { meQuery } from '@/api/me'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { leaveExpiredSession } from '@/session/session'
import { useSession } from '@/session/use-session'

import { SignInForm } from './sign-in-form'

const REASONS = {
  ended: 'Your session has ended. Sign in again to go on: what you have entered is kept.',
  'signed-out-elsewhere':
    'You signed out in another tab. Sign in again to go on here: what you have entered is kept.',
}

/** Over the page while its session is over. Requests wait for it; see session/session.ts. */
export default function SignInAgain() {
  const session = useSession()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const email = queryClient.getQueryData(meQuery.queryKey)?.email
  const leave = () => {
    leaveExpiredSession()
    queryClient.clear()
    void navigate({ to: '/sign-in' })
  }
  return (
    <Dialog open={session.state === 'expired'}>
      <DialogContent
        heading="Sign in again"
        lead={session.state === 'expired' ? REASONS[session.reason] : ''}
        closable={false}
        className="sm:max-w-sm"
      >
        <SignInForm
          knownEmail={email}
          onSignedIn={() => {
            void queryClient.invalidateQueries()
          }}
        />
        <Button variant="ghost" className="mt-2 w-full" onClick={leave}>
          Leave this page
        </Button>
      </DialogContent>
    </Dialog>
  )
}
