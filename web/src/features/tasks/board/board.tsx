import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { useMay } from '@/api/me'
import type { Project } from '@/api/projects'
import { useAnnouncer } from '@/components/announcer'
import { NoPermissionState } from '@/components/ui/states'
import { today } from '@/lib/days'

import { tellNotAllowed, useBinTask, useChangeTask } from '../change'
import type { OnSearch } from '../filter-bar'
import { taskCountQuery } from '../lists'
import { NoTasks } from '../no-tasks'
import { usePeople } from '../people'
import { type ListParams, listParams, type TaskSearch } from '../search'
import { type ListTask, nextStatuses } from '../task'

import { BoardColumn, type ColumnHandle } from './board-column'
import type { CardActions } from './card'
import { type Column, columnParams, useColumns } from './columns'
import { useBoardKeys } from './use-board-keys'

interface BoardProps {
  search: TaskSearch
  onSearch: OnSearch
  project: Project | undefined
}

/** Tasks in columns, or why there are none. */
export default function Board({ search, onSearch, project }: BoardProps) {
  const mayWrite = useMay('tasks.write') && project?.archived !== true
  const base = useMemo(
    () => listParams(search, project?.key, today()),
    // What is asked of the API hangs on the filter, not on how the board is shown.
    [search, project?.key],
  )
  const total = useQuery(taskCountQuery(base)).data
  if (total === '0') {
    return <NoTasks search={search} onSearch={onSearch} project={project} mayWrite={mayWrite} />
  }
  return <Columns search={search} project={project} base={base} mayWrite={mayWrite} />
}

interface ColumnsProps {
  search: TaskSearch
  project: Project | undefined
  base: ListParams
  mayWrite: boolean
}

/** Tasks are moved by pointer, by keyboard and by a menu. */
function Columns({ search, project, base, mayWrite }: ColumnsProps) {
  const group = search.group ?? 'status'
  const columns = useColumns(group, search)
  const { nameOf, known } = usePeople()
  const { announce, region } = useAnnouncer()
  const { mutate: change } = useChangeTask()
  const { mutate: bin } = useBinTask()
  const scroller = useRef<HTMLDivElement>(null)
  const handles = useRef(new Map<string, ColumnHandle>())
  const [menu, setMenu] = useState<string>()
  const [dragged, setDragged] = useState<ListTask>()

  const move = useCallback(
    (task: ListTask, from: Column, to: Column) => {
      if (from.id === to.id) return
      if (!to.allows(task)) {
        const allowed = nextStatuses(task.status)
        tellNotAllowed(task, to.id as ListTask['status'], allowed)
        announce(`${task.key} cannot go to ${to.title}. It stays in ${from.title}.`)
        return
      }
      announce(`Moved ${task.key} from ${from.title} to ${to.title}.`)
      change(
        { task, patch: to.patch(task, from) },
        {
          onError: () => {
            announce(`${task.key} could not be moved. It is back in ${from.title}.`)
          },
        },
      )
    },
    [announce, change],
  )
  const actions = useMemo<CardActions>(
    () => ({ nameOf, mayMove: mayWrite, columns, grouping: group, onMove: move, onBin: bin }),
    [nameOf, mayWrite, columns, group, move, bin],
  )
  useDragged(scroller, move, setDragged)
  const { lifted, onKeyDown } = useBoardKeys({
    columns,
    handles,
    mayMove: mayWrite,
    announce,
    move,
    openMenu: setMenu,
  })

  const params = useMemo(
    () => new Map(columns.map((column) => [column.id, columnParams(base, column)])),
    [base, columns],
  )
  if (group === 'assignee' && !known) {
    return <NoPermissionState detail="Your role does not list people." />
  }
  const inHand = lifted?.task ?? dragged
  return (
    <>
      {region}
      <p id="board-keys" hidden>
        Press Space to pick the task up, arrow keys to choose a column, Space again to put it down.
        Press M for a menu.
      </p>
      {/* The arrow keys move between cards; each card can be reached and used without them. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={scroller}
        onKeyDown={onKeyDown}
        className="scroll-quiet flex min-h-0 flex-1 scroll-px-3 gap-3 overflow-x-auto px-4 pb-3 max-sm:snap-x max-sm:snap-mandatory max-sm:px-3"
      >
        {columns.map((column) => (
          <BoardColumn
            key={column.id}
            column={column}
            params={params.get(column.id) ?? base}
            actions={actions}
            project={project?.id}
            mayAdd={mayWrite}
            handles={handles}
            lifted={lifted?.task.id}
            offer={offerOf(column, inHand, lifted?.over.id)}
            menu={menu}
            onMenu={setMenu}
          />
        ))}
      </div>
    </>
  )
}

function offerOf(column: Column, inHand: ListTask | undefined, over: string | undefined) {
  if (!inHand) return 'none'
  if (!column.holds(inHand) && !column.allows(inHand)) return 'refused'
  return over === column.id ? 'target' : 'none'
}

/** Follows what is dragged by pointer. */
function useDragged(
  scroller: React.RefObject<HTMLElement | null>,
  move: (task: ListTask, from: Column, to: Column) => void,
  onDragged: (task: ListTask | undefined) => void,
): void {
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    return combine(
      monitorForElements({
        onDragStart: ({ source }) => {
          onDragged(source.data['task'] as ListTask)
        },
        onDrop: ({ source, location }) => {
          onDragged(undefined)
          const to = location.current.dropTargets[0]?.data['column'] as Column | undefined
          if (to) move(source.data['task'] as ListTask, source.data['column'] as Column, to)
        },
      }),
      autoScrollForElements({ element }),
    )
  }, [scroller, move, onDragged])
}
