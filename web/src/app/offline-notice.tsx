import { WifiOff } from 'lucide-react'

import { useOnline } from '@/hooks/use-online'

/** Says that nothing can be changed just now, and that what is shown may be old. */
export function OfflineNotice() {
  const online = useOnline()
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1.5 text-center text-xs font-medium text-warning-text">
          <WifiOff className="size-3.5 shrink-0" aria-hidden />
          You are offline. What you see may be old, and changes have to wait.
        </p>
      )}
    </div>
  )
}
