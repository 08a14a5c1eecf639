import { createFileRoute } from '@tanstack/react-router'

import { Password } from '@/features/settings/password'
import { Sessions } from '@/features/settings/sessions'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/settings/security')({
  head: () => title('Password and sessions'),
  component: Security,
})

function Security() {
  return (
    <>
      <Password />
      <Sessions />
    </>
  )
}
