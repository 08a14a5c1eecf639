import { createFileRoute } from '@tanstack/react-router'
import { z } from 'zod'

import { Tokens } from '@/features/settings/tokens'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/settings/tokens')({
  validateSearch: z.object({ whose: z.enum(['own', 'all']).optional().catch(undefined) }),
  head: () => title('API tokens'),
  component: TokensPage,
})

function TokensPage() {
  const { whose = 'own' } = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <Tokens
      whose={whose}
      onChoose={(next) =>
        void navigate({ search: { whose: next === 'all' ? next : undefined }, replace: true })
      }
    />
  )
}
