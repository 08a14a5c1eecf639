import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/** Tells screen readers that another page is shown, which a change of the address alone does not. */
export function RouteAnnouncer() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const [text, setText] = useState('')
  useEffect(() => {
    if (path === undefined) return
    // The title is set in the same turn, after this effect.
    const timer = setTimeout(() => {
      setText(document.title)
    }, 100)
    return () => {
      clearTimeout(timer)
    }
  }, [path])
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}
