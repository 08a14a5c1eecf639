import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import type { Schema } from '@/api/client'
import { type Person, usePeopleById } from '@/api/people'
import { CopyButton } from '@/components/copy-button'
import { Button } from '@/components/ui/button'
import { Sheet, SheetClose, SheetContent, SheetTitle } from '@/components/ui/sheet'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { inWords } from '@/lib/names'

import { VIA_TITLES } from './audit-filters'
import { type Entry, kindTitle } from './kinds'
import { entryQuery } from './requests'
import type { AuditSearch } from './search'
import { Sentence } from './sentence'
import { actorName, actorPerson, fieldName, subjectName, told } from './telling'
import { Value } from './value'

interface EntrySheetProps {
  /** The id of the entry that is open. */
  id: string | undefined
  /** Those that are loaded; the entry is probably one of them. */
  entries: Entry[]
  onClose: () => void
}

/** All that is known of one entry. */
export function EntrySheet({ id, entries, onClose }: EntrySheetProps) {
  // It stays while the sheet goes.
  const [shown, setShown] = useState(id)
  if (id && id !== shown) setShown(id)
  return (
    <Sheet
      open={id !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <SheetContent className="sm:max-w-lg">
        <header className="flex h-topbar shrink-0 items-center justify-between gap-2 border-b border-line pr-2 pl-5">
          <span className="text-sm text-muted">Audit entry</span>
          <SheetClose asChild>
            <Button variant="ghost" size="icon" aria-label="Close">
              <X aria-hidden />
            </Button>
          </SheetClose>
        </header>
        {shown && <Found id={shown} known={entries.find((entry) => entry.id === shown)} />}
      </SheetContent>
    </Sheet>
  )
}

function Found({ id, known }: { id: string; known: Entry | undefined }) {
  const query = useQuery({ ...entryQuery(id), enabled: !known })
  const entry = known ?? query.data
  if (entry) return <Detail entry={entry} />
  return (
    <div className="p-5">
      <SheetTitle className="sr-only">Audit entry</SheetTitle>
      {query.isPending && (
        <Loading what="the entry" className="grid gap-3">
          <Skeleton className="h-6 w-3/4" />
          <Skeleton className="w-1/2" />
          <Skeleton className="mt-4 h-24 w-full" />
        </Loading>
      )}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && (
        <p className="py-16 text-center text-muted">
          The log of this organization has no such entry.
        </p>
      )}
    </div>
  )
}

function Detail({ entry }: { entry: Entry }) {
  const people = usePeopleById()
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto p-5">
      <SheetTitle className="text-lg font-normal text-pretty break-words text-muted">
        <Sentence pieces={told(entry, people)} />
      </SheetTitle>
      <p className="mt-1 text-sm text-muted">{toTheSecond(entry.at)}</p>
      <Changes entry={entry} people={people} />
      <dl className="mt-6 grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-3 border-t border-line pt-5 text-sm">
        <Fact name="Who">
          <Narrowing to={{ actor: actorFilter(entry.actor) }}>
            {actorName(entry.actor, people)}
          </Narrowing>
          {entry.actor.type !== 'user' && (
            <span className="text-xs text-muted">{VIA_TITLES[entry.actor.type]}</span>
          )}
        </Fact>
        <Fact name="What">
          <Narrowing to={{ kind: [entry.kind] }}>{kindTitle(entry.kind)}</Narrowing>
        </Fact>
        {entry.subjects.length > 0 && (
          <Fact name="About">
            <Subjects subjects={entry.subjects} people={people} />
          </Fact>
        )}
        <Fact name="Address">
          {entry.address ? <code className="font-mono text-xs">{entry.address}</code> : <None />}
        </Fact>
        <Fact name="Program">{entry.user_agent ?? <None />}</Fact>
        <Fact name="Request">
          <span className="flex items-center gap-1">
            <Narrowing to={{ request: entry.request_id }}>
              <code className="font-mono text-xs break-all">{entry.request_id}</code>
            </Narrowing>
            <CopyButton text={entry.request_id} what="the request id" />
          </span>
        </Fact>
        <Fact name="Entry">
          <span className="flex items-center gap-1">
            <code className="font-mono text-xs break-all">{entry.id}</code>
            <CopyButton text={entry.id} what="the entry’s id" />
          </span>
        </Fact>
      </dl>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="grid min-w-0 justify-items-start gap-0.5 break-words">{children}</dd>
    </>
  )
}

function None() {
  return <span className="text-muted">None: nobody asked for it directly</span>
}

/** Narrows the log to it, and shows what else there is. */
function Narrowing({ to, children }: { to: AuditSearch; children: ReactNode }) {
  if (Object.values(to).every((value) => value === undefined)) return children
  return (
    <Link
      to="/audit"
      search={to}
      title="Show every entry with it"
      className="rounded-xs underline decoration-line-strong underline-offset-4 hover:decoration-current"
    >
      {children}
    </Link>
  )
}

function actorFilter(actor: Entry['actor']): string[] | undefined {
  const id = 'user_id' in actor ? actor.id : actorPerson(actor)
  return id ? [id] : undefined
}

type People = ReadonlyMap<string, Person>

/** As many things are named at first. */
const FEW = 8

function Subjects({ subjects, people }: { subjects: Schema<'Subject'>[]; people: People }) {
  const [all, setAll] = useState(false)
  return (
    <>
      <ul className="grid gap-1">
        {(all ? subjects : subjects.slice(0, FEW)).map((subject) => (
          <li key={subject.id}>
            <Narrowing to={{ subject: subject.id }}>{subjectName(subject, people)}</Narrowing>{' '}
            <span className="text-xs text-muted">{inWords(subject.type)}</span>
          </li>
        ))}
      </ul>
      {subjects.length > FEW && !all && (
        <Button
          size="sm"
          variant="ghost"
          className="-ml-2"
          onClick={() => {
            setAll(true)
          }}
        >
          Show {subjects.length - FEW} more
        </Button>
      )}
    </>
  )
}

/** Bulk work may have thousands; the rest is in the export. */
const MOST_CHANGES = 200

function Changes({ entry, people }: { entry: Entry; people: People }) {
  // The revision counts changes and is none.
  const changes = entry.changes.filter(({ field }) => field !== 'revision')
  if (changes.length === 0) return null
  const shown = changes.slice(0, MOST_CHANGES)
  const nameOf = (id: string | null | undefined) =>
    id ? entry.subjects.find((subject) => subject.id === id)?.key : undefined
  const created = shown.every(({ old }) => old === null)
  return (
    <section className="mt-6">
      <h3 className="mb-2 text-sm">{created ? 'Values' : 'Changes'}</h3>
      <ul className="overflow-hidden rounded-lg border border-line">
        {shown.map((change, index) => (
          <li
            // The same field may change of several things.
            key={index}
            className="grid gap-1 border-b border-line px-3 py-2 text-sm last:border-0"
          >
            <span className="text-xs text-muted">
              {nameOf(change.subject) && <>{nameOf(change.subject)} · </>}
              {inWords(fieldName(change.field))}
            </span>
            <span className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
              {!created && (
                <>
                  <del className="text-muted no-underline">
                    <span className="sr-only">From </span>
                    <Value field={change.field} value={change.old} people={people} />
                  </del>
                  <ArrowRight className="size-3.5 shrink-0 self-center text-muted" aria-hidden />
                </>
              )}
              <ins className="min-w-0 font-medium no-underline">
                {!created && <span className="sr-only">to </span>}
                <Value field={change.field} value={change.new} people={people} />
              </ins>
            </span>
          </li>
        ))}
      </ul>
      {changes.length > MOST_CHANGES && (
        <p className="mt-2 text-xs text-muted">
          And {(changes.length - MOST_CHANGES).toLocaleString()} more; the export has them all.
        </p>
      )}
    </section>
  )
}

function toTheSecond(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' }).format(
    new Date(moment),
  )
}
