import { createFileRoute } from '@tanstack/react-router'

import { Appearance } from '@/features/settings/appearance'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/settings/appearance')({
  head: () => title('Appearance'),
  component: Appearance,
})
