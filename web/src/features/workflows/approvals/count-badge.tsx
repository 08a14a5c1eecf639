import { useInfiniteQuery } from '@tanstack/react-query'

import { approvalsQuery } from '@/api/runs'

/** How many questions wait for the person, in the side bar; nothing while there are none. */
export default function CountBadge() {
  const { data, hasNextPage } = useInfiniteQuery(approvalsQuery)
  const count = data?.pages.flatMap(({ items }) => items).length ?? 0
  if (count === 0) return null
  return (
    <span className="grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1.5 text-2xs font-semibold text-on-accent tabular-nums">
      {count}
      {hasNextPage && '+'}
      <span className="sr-only"> to decide</span>
    </span>
  )
}
