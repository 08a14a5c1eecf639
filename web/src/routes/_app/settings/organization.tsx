import { createFileRoute } from '@tanstack/react-router'

import { Organization } from '@/features/settings/organization'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/settings/organization')({
  head: () => title('Organization'),
  component: Organization,
})
