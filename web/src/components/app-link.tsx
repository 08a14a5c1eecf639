import { useRouter } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/**
 * A link to a page of the app by its address as text, for addresses that are data. Where the route is known, use
 * `Link`, which is typed.
 */
export function AppLink({
  href,
  onClick,
  children,
  ...props
}: ComponentProps<'a'> & { href: string }) {
  const router = useRouter()
  return (
    <a
      href={href}
      onClick={(event) => {
        onClick?.(event)
        const plain =
          event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
        if (!plain || event.defaultPrevented) return
        event.preventDefault()
        router.history.push(href)
      }}
      {...props}
    >
      {children}
    </a>
  )
}
