import { useNavigate } from '@tanstack/react-router'
import { useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { useMay } from '@/api/me'
import type { Project } from '@/api/projects'
import { ErrorState } from '@/components/ui/states'
import { today } from '@/lib/days'
import { type Shortcut, useShortcuts } from '@/registry/shortcuts'

import { columnParams, useColumns } from '../board/columns'
import { useChangeTask } from '../change'
import type { OnSearch } from '../filter-bar'
import { NoTasks } from '../no-tasks'
import { usePeople } from '../people'
import { DEFAULT_SORT, listParams, type TaskSearch } from '../search'
import type { ListTask } from '../task'

import { BulkBar } from './bulk-bar'
import { features, HIDDEN_AT_FIRST, listColumns } from './columns'
import { HeaderRow } from './header-row'
import { LineRow } from './line-row'
import { ListTools } from './list-tools'
import { useManyLists } from './many-lists'
import { type ListActions, ListContext } from './row-context'
import { type Group, type Row, rowsOf } from './rows'
import { useSelection } from './selection'
import { useColumnSettings } from './settings'
import { TaskRow } from './task-row'

interface TaskListProps {
  search: TaskSearch
  onSearch: OnSearch
  project: Project | undefined
}

const ROW_HEIGHT = 36
/** The next part is read before its place comes into sight. */
const AHEAD = 20
/** Of many groups only the first are open, so that not each of them is read at once. */
const OPEN_AT_FIRST = 8
const SELECT_WIDTH = 44
const HIDDEN = Object.fromEntries(HIDDEN_AT_FIRST.map((id) => [id, false]))

/** Tasks as a table: by groups, changed in place, one by one or many at once. */
export default function TaskList({ search, onSearch, project }: TaskListProps) {
  const isBin = search.view === 'bin'
  const mayWrite = useMay('tasks.write') && project?.archived !== true
  const mayChange = mayWrite && !isBin
  const { nameOf } = usePeople()
  const navigate = useNavigate()
  const { mutate: change } = useChangeTask()
  const [renaming, rename] = useState<string>()

  const params = useMemo(() => listParams(search, project?.key, today()), [search, project?.key])
  const { groups, toggleGroup } = useGroups(search, params)
  const rows = useMemo(() => rowsOf(groups), [groups])
  const selection = useSelection(rows)

  const [settings, keepSettings] = useColumnSettings(project?.key ?? 'all', HIDDEN)
  const columns = useMemo(() => listColumns(project), [project])
  const data = useMemo(() => {
    const tasks = new Map<string, ListTask>()
    for (const row of rows) if (row.kind === 'task') tasks.set(row.task.id, row.task)
    return [...tasks.values()]
  }, [rows])
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ id }) => id,
    columnResizeMode: 'onChange',
    state: { columnVisibility: settings.hidden, columnSizing: settings.sizes },
    onColumnVisibilityChange: (next) => {
      keepSettings({
        ...settings,
        hidden: typeof next === 'function' ? next(settings.hidden) : next,
      })
    },
    onColumnSizingChange: (next) => {
      keepSettings({ ...settings, sizes: typeof next === 'function' ? next(settings.sizes) : next })
    },
  })
  const sizes = table
    .getVisibleLeafColumns()
    .map((column) => [column.id, column.getSize()] as const)
  const template = [
    `${SELECT_WIDTH}px`,
    ...sizes.map(([id, size]) => (id === 'title' ? `minmax(${size}px, 1fr)` : `${size}px`)),
  ].join(' ')
  const width = sizes.reduce((sum, [, size]) => sum + size, SELECT_WIDTH)
  const tableRows = new Map(table.getRowModel().rows.map((row) => [row.id, row]))

  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- not compiled
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    for (const row of rows.slice(items[0]?.index ?? 0, lastShown + AHEAD)) {
      if (row.kind !== 'more') continue
      const { list } = row.group
      if (list && !list.isFetchingNextPage && !list.isFetchNextPageError) void list.fetchNextPage()
    }
  })

  const keys = useRowKeys(rows, {
    scrollTo: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' })
    },
    scroller,
    onToggle: selection.toggle,
    onOpen: (task) =>
      void navigate({ to: '.', search: (before) => ({ ...before, task: task.key }) }),
    onRename: (task) => {
      if (mayChange) rename(task.id)
    },
    onNone: selection.none,
  })
  const latest = useRef({ rows, selection })
  useEffect(() => {
    latest.current = { rows, selection }
  })
  const onToggle = useCallback((line: string, shift: boolean) => {
    const row = latest.current.rows.find(({ id }) => id === line)
    if (row?.kind === 'task') latest.current.selection.toggle(row, shift)
  }, [])

  const actions = useMemo<ListActions>(
    () => ({
      nameOf,
      mayChange,
      project: project?.key,
      change: (task, patch) => {
        change({ task, patch })
      },
      renaming,
      rename,
    }),
    [nameOf, mayChange, project?.key, change, renaming],
  )
  const only = groups.length === 1 ? groups[0] : undefined
  const isEmpty = !search.group && only?.list?.isSuccess === true && rows.length === 0
  if (only?.list?.isError && rows.every(({ kind }) => kind !== 'task')) {
    return <ErrorState error={only.list.error} onRetry={() => void only.list?.refetch()} />
  }
  return (
    <ListContext value={actions}>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <ListTools
          table={table}
          params={params}
          total={selection.total}
          hasMore={groups.some(({ list }) => list?.hasNextPage)}
        />
        {isEmpty ? (
          <NoTasks search={search} onSearch={onSearch} project={project} mayWrite={mayWrite} />
        ) : (
          <div
            ref={scroller}
            className="scroll-quiet min-h-0 flex-1 overflow-auto pb-16"
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached
            tabIndex={0}
            role="region"
            aria-label="List of tasks"
          >
            {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus -- its rows take the focus */}
            <div
              role="grid"
              aria-label="Tasks"
              aria-multiselectable
              aria-rowcount={groups.some(({ list }) => list?.hasNextPage) ? -1 : rows.length + 1}
              className="text-sm"
              style={{ minWidth: width }}
              onKeyDown={keys.onKeyDown}
            >
              <HeaderRow
                table={table}
                template={template}
                sort={search.sort ?? DEFAULT_SORT}
                onSort={(sort) => {
                  onSearch({ sort: sort === DEFAULT_SORT ? undefined : sort })
                }}
                selected={selection.selected.length}
                total={selection.total}
                onAll={selection.all}
                onNone={selection.none}
              />
              <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
                {items.map((item) => {
                  const row = rows[item.index]
                  if (!row) return null
                  const tableRow = row.kind === 'task' ? tableRows.get(row.task.id) : undefined
                  const isActive = item.index === keys.active
                  return (
                    <div
                      key={item.key}
                      role="row"
                      aria-rowindex={item.index + 2}
                      aria-selected={
                        row.kind === 'task' ? selection.ids.has(row.task.id) : undefined
                      }
                      tabIndex={isActive ? 0 : -1}
                      data-row={item.index}
                      className="absolute inset-x-0 top-0 -outline-offset-2"
                      style={{ height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
                      onFocus={() => {
                        keys.setActive(item.index)
                      }}
                    >
                      {tableRow && row.kind === 'task' ? (
                        <TaskRow
                          row={tableRow}
                          line={row.id}
                          template={template}
                          isSelected={selection.ids.has(row.task.id)}
                          isActive={isActive}
                          mayRename={mayChange}
                          onToggle={onToggle}
                          onRename={rename}
                        />
                      ) : (
                        row.kind !== 'task' && <LineRow row={row} onToggleGroup={toggleGroup} />
                      )}
                    </div>
                  )
                })}
              </div>
            </div>
          </div>
        )}
        {mayWrite && (
          <BulkBar
            tasks={selection.selected}
            project={project?.key}
            isBin={isBin}
            onClear={selection.none}
          />
        )}
      </div>
    </ListContext>
  )
}

/** The groups that the address asks for, and which of them are open. */
function useGroups(search: TaskSearch, params: ReturnType<typeof listParams>) {
  const by = search.view === 'bin' ? undefined : search.group
  const columns = useColumns(by ?? 'status', search)
  const shown = by ? columns : undefined
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const isClosed = (id: string, index: number) => index >= OPEN_AT_FIRST !== toggled.has(id)
  const lists = useManyLists(
    shown
      ? shown.map((column, index) =>
          isClosed(column.id, index) ? undefined : columnParams(params, column),
        )
      : [params],
  )
  const groups: Group[] = shown
    ? shown.map((column, index) => ({
        column,
        isClosed: isClosed(column.id, index),
        list: lists[index],
      }))
    : [{ column: undefined, isClosed: false, list: lists[0] }]
  const toggleGroup = (id: string) => {
    const next = new Set(toggled)
    if (!next.delete(id)) next.add(id)
    setToggled(next)
  }
  return { groups, toggleGroup }
}

interface RowKeys {
  scrollTo: (index: number) => void
  scroller: React.RefObject<HTMLElement | null>
  onToggle: (row: Row & { kind: 'task' }, shift: boolean) => void
  onOpen: (task: ListTask) => void
  onRename: (task: ListTask) => void
  onNone: () => void
}

/** What the cheat sheet tells of the list; its rows take these keys themselves. */
const KEYS: Shortcut[] = [
  { keys: 'arrowup arrowdown', title: 'From row to row', group: 'List' },
  { keys: 'x', title: 'Select the row', group: 'List' },
  { keys: 'shift+arrowdown', title: 'Select on', group: 'List' },
  { keys: 'enter', title: 'Open the task', group: 'List' },
  { keys: 'f2', title: 'Change the title', group: 'List' },
]

/** The list by keyboard: arrows, x selects, shift extends, Enter opens, F2 renames. */
function useRowKeys(rows: Row[], keys: RowKeys) {
  const [active, setActive] = useState(0)
  useShortcuts(KEYS)
  const go = (index: number) => {
    const to = Math.max(0, Math.min(index, rows.length - 1))
    setActive(to)
    keys.scrollTo(to)
    requestAnimationFrame(() => {
      keys.scroller.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus()
    })
    return rows[to]
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active]
    const isRow = event.target instanceof HTMLElement && event.target.role === 'row'
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const to = go(active + (event.key === 'ArrowDown' ? 1 : -1))
      if (event.shiftKey && to?.kind === 'task') keys.onToggle(to, true)
    } else if (event.key === 'Home' || event.key === 'End') {
      go(event.key === 'Home' ? 0 : rows.length - 1)
    } else if (event.key === 'x' && row?.kind === 'task') keys.onToggle(row, false)
    else if (isRow && event.key === ' ' && row?.kind === 'task') keys.onToggle(row, event.shiftKey)
    else if (isRow && event.key === 'Enter' && row?.kind === 'task') keys.onOpen(row.task)
    else if (event.key === 'F2' && row?.kind === 'task') keys.onRename(row.task)
    else if (event.key === 'Escape') keys.onNone()
    else return
    event.preventDefault()
  }
  return { active, setActive, onKeyDown }
}
