import { createFileRoute } from '@tanstack/react-router'

import { Profile } from '@/features/settings/profile'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/settings/profile')({
  head: () => title('Profile'),
  component: Profile,
})
