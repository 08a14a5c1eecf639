import { Toaster as Sonner, toast as show } from 'sonner'

import { asApiError } from '@/api/problem'
import { useTheme } from '@/hooks/use-theme'

/** Tells of something that happened: `toast('Moved 3 tasks', { action: { label: 'Undo', onClick } })`. */
export const toast = show

/** Tells that something failed, with the request's id for support. */
export function showError(error: unknown): void {
  const problem = asApiError(error)
  show.error(problem.title, {
    // The same problem twice is told once.
    id: `${problem.code}:${problem.message}`,
    description: problem.requestId
      ? `${problem.message} (request ${problem.requestId})`
      : problem.message,
    duration: 8000,
  })
}

/** In pixels: messages stand above the bar of what is selected, and never on its buttons. */
const ABOVE_BARS = { bottom: 72 }

export function Toaster() {
  const { shown } = useTheme()
  return (
    <Sonner
      theme={shown}
      position="bottom-right"
      gap={8}
      offset={ABOVE_BARS}
      mobileOffset={ABOVE_BARS}
      closeButton
      containerAriaLabel="Messages"
      toastOptions={{
        classNames: {
          toast: '!bg-raised !text-text !border-line !shadow-3 !rounded-lg !text-sm !font-sans',
          description: '!text-muted !text-xs',
          actionButton: '!bg-accent !text-on-accent !rounded-sm !text-xs !font-medium',
          closeButton: '!bg-raised !text-muted !border-line',
        },
      }}
    />
  )
}
