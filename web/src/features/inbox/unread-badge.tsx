import { useQuery } from '@tanstack/react-query'

import { unreadQuery } from './requests'

/** How many entries are unread, in the side bar; nothing while there are none. */
export default function UnreadBadge() {
  const count = useQuery(unreadQuery).data?.count ?? 0
  if (count === 0) return null
  return (
    <span className="grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1.5 text-2xs font-semibold text-on-accent tabular-nums">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> unread</span>
    </span>
  )
}
