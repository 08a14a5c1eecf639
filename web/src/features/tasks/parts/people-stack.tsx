import { Avatar } from '@/components/ui/avatar'

/** Those who work on a task, at most three of them drawn. */
export function PeopleStack({
  ids,
  nameOf,
  size = 'sm',
}: {
  ids: readonly string[]
  nameOf: (id: string) => string
  size?: 'sm' | 'md'
}) {
  if (ids.length === 0) return null
  const names = ids.map(nameOf)
  const more = names.length - 3
  return (
    <span
      className="inline-flex items-center"
      role="img"
      aria-label={`Assigned to ${names.join(', ')}`}
      title={names.join(', ')}
    >
      {names.slice(0, 3).map((name, index) => (
        <Avatar
          // Two people may have one name.
          key={ids[index]}
          name={name}
          size={size}
          className="-ml-0.5 ring-1 ring-surface first:ml-0"
        />
      ))}
      {more > 0 && <span className="ml-1 text-2xs text-muted">+{more}</span>}
    </span>
  )
}
