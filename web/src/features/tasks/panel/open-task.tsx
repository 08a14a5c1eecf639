import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'

const TaskPanel = lazy(() => import('./task-panel'))

/** As long as the panel takes to go. */
const CLOSING_MS = 180

/** The task that the address names (`?task=OPS-42`), over any page. */
export function OpenTask() {
  const named = useSearch({ strict: false }).task
  const navigate = useNavigate()
  const [shown, setShown] = useState(named)
  if (named && named !== shown) setShown(named)
  useEffect(() => {
    if (named || !shown) return
    const timer = setTimeout(() => {
      setShown(undefined)
    }, CLOSING_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [named, shown])
  if (!shown) return null
  return (
    <Suspense fallback={null}>
      <TaskPanel
        taskKey={shown}
        open={!!named}
        onClose={() =>
          void navigate({ to: '.', search: (before) => ({ ...before, task: undefined }) })
        }
      />
    </Suspense>
  )
}
