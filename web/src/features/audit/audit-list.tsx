import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'

import { usePeopleById } from '@/api/people'
import { Button } from '@/components/ui/button'
import { localDay, namedDay, writtenMoment, writtenTime } from '@/lib/days'

import { ActorMark } from './actor-mark'
import type { Entry } from './kinds'
import { Sentence } from './sentence'
import { told } from './telling'

interface AuditListProps {
  entries: Entry[]
  /** Whether there is more than is loaded. */
  more: { has: boolean; loading: boolean; failed: boolean; load: () => void }
}

type Row = { day: string } | { entry: Entry } | { end: true }

/** The log, newest first, by days. Only what is in sight is in the page. */
export function AuditList({ entries, more }: AuditListProps) {
  const people = usePeopleById()
  const list = useRef<HTMLOListElement>(null)
  const [offset, setOffset] = useState(0)
  const rows = useMemo(() => rowsOf(entries, more.has), [entries, more.has])
  // The compiler leaves this component alone, which is what the virtualizer needs.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => document.getElementById('content'),
    estimateSize: (index) => (rows[index] && 'entry' in rows[index] ? 44 : 36),
    getItemKey: (index) => keyOf(rows[index]),
    scrollMargin: offset,
    overscan: 12,
    // The filter bar lies over the top.
    scrollPaddingStart: 60,
  })
  useLayoutEffect(() => {
    const scroller = document.getElementById('content')
    if (!list.current || !scroller) return
    const top = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    setOffset(top + scroller.scrollTop)
  }, [])

  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const nearEnd = last >= rows.length - 20
  const { has, loading, failed, load } = more
  useEffect(() => {
    if (nearEnd && has && !loading && !failed) load()
  }, [nearEnd, has, loading, failed, load])

  // The arrow keys go from entry to entry, also to those that are not in the page yet.
  const step = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const from = event.currentTarget.closest<HTMLElement>('[data-index]')
    if (by === 0 || !from) return
    event.preventDefault()
    let to = Number(from.dataset['index']) + by
    for (let row = rows[to]; row && !('entry' in row); row = rows[to]) to += by
    if (!rows[to]) return
    virtualizer.scrollToIndex(to)
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(`[data-index="${to}"] a`)?.focus()
    })
  }
  return (
    <ol
      ref={list}
      aria-label="Entries, the newest first"
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.map(({ index, key, start }) => {
        const row = rows[index]
        if (!row) return null
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - offset}px)` }}
          >
            {'day' in row && (
              <h2 className="px-4 pt-4 pb-1.5 text-xs font-medium text-muted">
                {namedDay(row.day)}
              </h2>
            )}
            {'entry' in row && (
              <Link
                to="/audit"
                search={(before) => ({ ...before, entry: row.entry.id })}
                replace
                resetScroll={false}
                onKeyDown={step}
                className="flex min-h-11 items-start gap-3 border-b border-line px-4 py-2.5 -outline-offset-2 transition-colors hover:bg-hover"
              >
                <ActorMark actor={row.entry.actor} people={people} />
                <span className="min-w-0 flex-1 pt-0.5 text-sm break-words text-muted">
                  <Sentence pieces={told(row.entry, people)} />
                </span>
                <time
                  dateTime={row.entry.at}
                  title={writtenMoment(row.entry.at)}
                  className="shrink-0 pt-0.5 text-xs text-muted tabular-nums"
                >
                  {writtenTime(row.entry.at)}
                </time>
              </Link>
            )}
            {'end' in row && (
              <div className="flex h-14 items-center justify-center text-xs text-muted">
                {failed ? (
                  <Button size="sm" onClick={load}>
                    Load older entries
                  </Button>
                ) : (
                  'Loading older entries …'
                )}
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function rowsOf(entries: Entry[], hasMore: boolean): Row[] {
  const rows: Row[] = []
  let day: string | undefined
  for (const entry of entries) {
    const its = localDay(entry.at)
    if (its !== day) rows.push({ day: its })
    day = its
    rows.push({ entry })
  }
  if (hasMore) rows.push({ end: true })
  return rows
}

function keyOf(row: Row | undefined): string {
  if (!row) return ''
  if ('day' in row) return row.day
  return 'entry' in row ? row.entry.id : 'end'
}
