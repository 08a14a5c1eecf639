import { MutationCache, QueryClient } from '@tanstack/react-query'

import { showError } from '@/components/ui/toaster'
import { currentSession, onSessionChange } from '@/session/session'

import { asApiError } from './problem'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The error is shown where the person works (a form's fields), so no toast tells of it. */
      errorIsShown?: boolean
    }
  }
}

const TRIES = 2

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => asApiError(error).isTransient && failures < TRIES,
      retryDelay: (failures, error) => (asApiError(error).retryAfter ?? 0.5 * 2 ** failures) * 1000,
    },
  },
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (!mutation.meta?.errorIsShown) showError(error)
    },
  }),
})

// What one person read is not for the next one in the same tab.
let reader: string | undefined
onSessionChange(() => {
  const session = currentSession()
  if (session.state === 'signed-out') {
    reader = undefined
    queryClient.clear()
  } else if (session.state === 'signed-in' && session.userId !== reader) {
    reader = session.userId
    queryClient.clear()
  }
})
