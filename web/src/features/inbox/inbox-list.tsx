import { Mail, MailOpen } from 'lucide-react'

import { type Person, usePeopleById } from '@/api/people'
import { AppLink } from '@/components/app-link'
import { Button } from '@/components/ui/button'
import { Tooltip } from '@/components/ui/tooltip'
import { cn } from '@/lib/cn'
import { namedDay, writtenMoment, writtenTime } from '@/lib/days'

import { type Notification, useMark } from './requests'
import { byDays, ICONS, place, told } from './telling'

export function InboxList({ entries }: { entries: Notification[] }) {
  const people = usePeopleById()
  return byDays(entries).map(({ day, entries: its }) => (
    <section key={day} aria-label={namedDay(day)} className="mb-6">
      <h2 className="mb-1.5 px-1 text-xs font-medium text-muted">{namedDay(day)}</h2>
      <ul className="overflow-hidden rounded-lg border border-line">
        {its.map((entry) => (
          <InboxEntry key={entry.id} entry={entry} people={people} />
        ))}
      </ul>
    </section>
  ))
}

interface InboxEntryProps {
  entry: Notification
  people: ReadonlyMap<string, Person>
}

function InboxEntry({ entry, people }: InboxEntryProps) {
  const mark = useMark()
  const unread = entry.read_at === null
  const Icon = ICONS[entry.reason]
  const failed = entry.reason === 'import_failed' || entry.reason === 'run_stuck'
  const label = unread ? 'Mark as read' : 'Mark as unread'
  return (
    <li
      className={cn(
        'group relative flex items-start gap-3 border-b border-line py-3 pr-2 pl-4 transition-colors last:border-0 hover:bg-hover',
        unread ? 'bg-surface' : 'bg-canvas',
      )}
    >
      <span
        className={cn(
          'mt-0.5 grid size-7 shrink-0 place-items-center rounded-full',
          failed
            ? 'bg-danger-soft text-danger-text'
            : unread
              ? 'bg-accent-soft text-accent-text'
              : 'bg-hover text-muted',
        )}
      >
        <Icon className="size-3.5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <AppLink
            href={place(entry)}
            className={cn(
              'min-w-0 truncate -outline-offset-2 after:absolute after:inset-0',
              unread ? 'font-semibold' : 'font-medium text-muted',
            )}
            onClick={() => {
              if (unread) mark.mutate({ entry, read: true })
            }}
          >
            {unread && <span className="sr-only">Unread: </span>}
            {entry.title}
          </AppLink>
          {entry.subject.type === 'task' && entry.subject.key && (
            <span className="shrink-0 text-xs text-muted">{entry.subject.key}</span>
          )}
        </p>
        <p className="mt-0.5 text-sm text-muted">{told(entry.reason, whoOf(entry, people))}</p>
        {entry.excerpt && <p className="mt-1 line-clamp-2 text-sm break-words">{entry.excerpt}</p>}
      </div>
      <time
        dateTime={entry.at}
        title={writtenMoment(entry.at)}
        className="shrink-0 pt-0.5 text-xs text-muted tabular-nums"
      >
        {writtenTime(entry.at)}
      </time>
      <Tooltip label={label} side="left">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`${label}: ${entry.title}`}
          className="fine:opacity-0 fine:group-hover:opacity-100 fine:focus-visible:opacity-100"
          onClick={() => {
            mark.mutate({ entry, read: unread })
          }}
        >
          {unread ? <MailOpen aria-hidden /> : <Mail aria-hidden />}
        </Button>
      </Tooltip>
    </li>
  )
}

function whoOf({ actor }: Notification, people: InboxEntryProps['people']): string {
  const id = actor.type === 'user' ? actor.id : 'user_id' in actor ? actor.user_id : undefined
  return (id && people.get(id)?.name) ?? 'Someone'
}
