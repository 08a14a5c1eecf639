import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { Plus } from 'lucide-react'
import { memo, type RefObject, useCallback, useEffect, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { Tooltip } from '@/components/ui/tooltip'
import { cn } from '@/lib/cn'

import { QuickAdd } from '../quick-add'
import type { ListParams } from '../search'
import type { ListTask } from '../task'

import { Card, type CardActions } from './card'
import type { Column } from './columns'
import { useColumnTasks } from './use-column-tasks'

/** What the board asks of a column: to find its tasks by keyboard. */
export interface ColumnHandle {
  tasks: () => ListTask[]
  /** Brings the task at this place into sight and focuses it. */
  focus: (index: number) => void
}

interface BoardColumnProps {
  column: Column
  params: ListParams
  actions: CardActions
  /** The project that new tasks belong to; absent where they can be in any. */
  project: string | undefined
  mayAdd: boolean
  handles: RefObject<Map<string, ColumnHandle>>
  /** The task that is in the hand, by keyboard. */
  lifted: string | undefined
  /** What dropping here would mean just now. */
  offer: 'none' | 'target' | 'refused'
  menu: string | undefined
  onMenu: (task: string | undefined) => void
}

const CARD_HEIGHT = 96
const GAP = 8
/** The next part is read before its place comes into sight. */
const AHEAD = 15

export const BoardColumn = memo(function BoardColumn({
  column,
  params,
  actions,
  project,
  mayAdd,
  handles,
  lifted,
  offer,
  menu,
  onMenu,
}: BoardColumnProps) {
  const place = useRef<HTMLElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const isSeen = useSeen(place)
  const [isOver, setIsOver] = useState(false)
  const [isAdding, setIsAdding] = useState(false)
  const [entry, setEntry] = useState<string>()
  const { query, tasks, count, readOn } = useColumnTasks(params, isSeen)
  useDropTarget(place, scroller, column, setIsOver)

  const keptIndex = tasks.findIndex(({ id }) => id === entry)
  const rangeExtractor = useCallback(
    (range: Range) => {
      // The card that has the focus or is being dragged stays where it is, also out of sight.
      const indexes = defaultRangeExtractor(range)
      return keptIndex === -1 || indexes.includes(keptIndex)
        ? indexes
        : [...indexes, keptIndex].sort((a, b) => a - b)
    },
    [keptIndex],
  )
  // eslint-disable-next-line react-hooks/incompatible-library -- not compiled
  const virtual = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    getItemKey: (index) => tasks[index]?.id ?? index,
    gap: GAP,
    paddingStart: 2,
    paddingEnd: 12,
    overscan: 6,
    rangeExtractor,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= tasks.length - AHEAD) readOn()
  })

  useEffect(() => {
    const all = handles.current
    all.set(column.id, {
      tasks: () => tasks,
      focus: (index) => {
        const id = tasks[index]?.id
        if (!id) return
        setEntry(id)
        virtual.scrollToIndex(index, { align: 'auto' })
        focusWhenShown(scroller.current, id)
      },
    })
    return () => {
      all.delete(column.id)
    }
  })

  const entryId = keptIndex === -1 ? tasks[0]?.id : entry
  return (
    <section
      ref={place}
      aria-label={`${column.title}, ${query.data ? `${count} tasks` : 'loading'}`}
      data-column={column.id}
      className={cn(
        'flex h-full max-w-96 min-w-0 shrink-0 grow basis-60 snap-start flex-col rounded-xl border border-transparent bg-canvas transition-colors max-sm:basis-[85vw]',
        offer === 'refused' && 'opacity-55',
        (isOver || offer === 'target') &&
          (offer === 'refused' ? 'border-danger' : 'border-accent bg-accent-soft/60'),
      )}
    >
      <header className="flex h-10 shrink-0 items-center gap-2 pr-1.5 pl-3">
        {column.mark}
        <h2 className="truncate text-sm font-semibold">{column.title}</h2>
        {query.data && (
          <span
            className="text-xs text-muted tabular-nums"
            title={query.hasNextPage ? 'More are read as you scroll' : undefined}
          >
            {count}
          </span>
        )}
        {mayAdd && (
          <Tooltip label={`Add a task: ${column.title}`}>
            <Button
              variant="ghost"
              size="icon-sm"
              className="ml-auto"
              aria-label={`Add a task to ${column.title}`}
              aria-expanded={isAdding}
              onClick={() => {
                setIsAdding(true)
              }}
            >
              <Plus aria-hidden />
            </Button>
          </Tooltip>
        )}
      </header>
      {isAdding && (
        <QuickAdd
          project={project}
          fresh={column.fresh}
          what={column.title}
          className="mx-2 mb-2"
          onClose={() => {
            setIsAdding(false)
          }}
        />
      )}
      {/* Notes which card has the focus or is dragged; the cards themselves are what one uses. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={scroller}
        className="scroll-quiet relative min-h-0 flex-1 overflow-y-auto px-2"
        onFocus={(event) => {
          setEntry(event.target.closest<HTMLElement>('[data-task]')?.dataset['task'])
        }}
        onDragStart={(event) => {
          if (event.target instanceof HTMLElement) setEntry(event.target.dataset['task'])
        }}
      >
        {query.isPending && <ColumnSkeleton what={column.title} />}
        {query.isError && tasks.length === 0 && (
          <ErrorState
            error={query.error}
            className="px-2 py-8"
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isSuccess && tasks.length === 0 && !isAdding && (
          <p className="px-2 py-6 text-center text-xs text-muted">No tasks</p>
        )}
        {tasks.length > 0 && (
          <ul
            aria-label={column.title}
            className="relative"
            style={{ height: virtual.getTotalSize() }}
          >
            {items.map((item) => {
              const task = tasks[item.index]
              return (
                task && (
                  <li
                    key={item.key}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    aria-setsize={query.hasNextPage ? -1 : tasks.length}
                    aria-posinset={item.index + 1}
                    className="absolute inset-x-0 top-0"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    <Card
                      task={task}
                      column={column}
                      actions={actions}
                      isEntry={task.id === entryId}
                      isLifted={task.id === lifted}
                      isMenuOpen={task.id === menu}
                      onMenu={onMenu}
                    />
                  </li>
                )
              )
            })}
          </ul>
        )}
        {query.isFetchNextPageError && (
          <div className="p-2 text-center text-xs text-muted">
            The next tasks could not be read.{' '}
            <Button variant="link" onClick={() => void query.fetchNextPage()}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </section>
  )
})

function ColumnSkeleton({ what }: { what: string }) {
  return (
    <Loading what={what} className="grid gap-2 pt-0.5">
      {[88, 70, 88, 70].map((height, index) => (
        <Skeleton
          // They are all alike.
          key={`${height}-${index}`}
          className="rounded-lg"
          style={{ height }}
        />
      ))}
    </Loading>
  )
}

/** Whether the column was ever in sight: a board can have one for each of many people. */
function useSeen(place: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element || isSeen) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setIsSeen(true)
      },
      { rootMargin: '0px 400px' },
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [place, isSeen])
  return isSeen
}

function useDropTarget(
  place: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  column: Column,
  onOver: (over: boolean) => void,
): void {
  useEffect(() => {
    const element = place.current
    const list = scroller.current
    if (!element || !list) return
    return combine(
      dropTargetForElements({
        element,
        getData: () => ({ column }),
        onDragEnter: () => {
          onOver(true)
        },
        onDragLeave: () => {
          onOver(false)
        },
        onDrop: () => {
          onOver(false)
        },
      }),
      autoScrollForElements({ element: list }),
    )
  }, [place, scroller, column, onOver])
}

/** Focuses a card as soon as it is painted. */
export function focusWhenShown(within: HTMLElement | null, task: string, tries = 20): void {
  const link = within?.querySelector<HTMLElement>(`[data-task="${task}"] a`)
  if (link) {
    link.focus({ preventScroll: true })
    return
  }
  if (tries > 0) {
    requestAnimationFrame(() => {
      focusWhenShown(within, task, tries - 1)
    })
  }
}
