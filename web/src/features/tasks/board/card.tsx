import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { Link } from '@tanstack/react-router'
import { ArrowRightLeft, MoreHorizontal, Trash2 } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { cn } from '@/lib/cn'
import { inWords } from '@/lib/names'

import { DueLabel } from '../parts/due-label'
import { PriorityMark, StatusMark } from '../parts/marks'
import { PeopleStack } from '../parts/people-stack'
import type { ListTask } from '../task'

import type { Column } from './columns'

export interface CardActions {
  nameOf: (id: string) => string
  mayMove: boolean
  columns: Column[]
  grouping: 'status' | 'assignee' | 'priority'
  onMove: (task: ListTask, from: Column, to: Column) => void
  onBin: (task: ListTask) => void
}

interface CardProps {
  task: ListTask
  column: Column
  actions: CardActions
  /** Where Tab comes into the column. */
  isEntry: boolean
  isLifted: boolean
  isMenuOpen: boolean
  onMenu: (task: string | undefined) => void
}

/** A task on the board. */
export const Card = memo(function Card({
  task,
  column,
  actions,
  isEntry,
  isLifted,
  isMenuOpen,
  onMenu,
}: CardProps) {
  const place = useRef<HTMLDivElement>(null)
  const [isDragged, setIsDragged] = useState(false)
  const { mayMove } = actions
  useEffect(() => {
    const element = place.current
    if (!element || !mayMove) return
    return draggable({
      element,
      getInitialData: () => ({ task, column }),
      onDragStart: () => {
        setIsDragged(true)
      },
      onDrop: () => {
        setIsDragged(false)
      },
    })
  }, [task, column, mayMove])
  return (
    <div
      ref={place}
      data-task={task.id}
      className={cn(
        'group/card relative rounded-lg border border-line bg-surface p-2.5 shadow-1 select-none',
        'hover:border-line-strong has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-focus',
        isDragged && 'opacity-40',
        isLifted && 'border-accent shadow-3 outline-2 outline-accent',
      )}
    >
      <div className="flex items-center gap-1.5 pr-6">
        {actions.grouping !== 'priority' && <PriorityMark priority={task.priority} />}
        {actions.grouping !== 'status' && <StatusMark status={task.status} />}
        <span className="truncate text-xs font-medium text-muted tabular-nums">{task.key}</span>
      </div>
      <h3 className="mt-1 text-sm font-medium text-pretty">
        <Link
          to="."
          search={(before) => ({ ...before, task: task.key })}
          preload={false}
          draggable={false}
          tabIndex={isEntry ? 0 : -1}
          aria-label={`${task.key} ${task.title}`}
          aria-describedby={mayMove ? 'board-keys' : undefined}
          className="line-clamp-2 break-words outline-none after:absolute after:inset-0 after:rounded-lg"
        >
          {task.title}
        </Link>
      </h3>
      <Facts task={task} nameOf={actions.nameOf} />
      {mayMove && (
        <CardMenu
          task={task}
          column={column}
          actions={actions}
          isEntry={isEntry}
          isOpen={isMenuOpen}
          onMenu={onMenu}
        />
      )}
    </div>
  )
})

function Facts({ task, nameOf }: { task: ListTask; nameOf: (id: string) => string }) {
  const [first, second, ...more] = task.tags
  if (!task.due_at && !first && task.assignees.length === 0) return null
  return (
    <div className="mt-2 flex h-5 items-center gap-1.5 overflow-hidden text-2xs">
      <DueLabel task={task} className="shrink-0" />
      <span className="sr-only">{`Priority ${inWords(task.priority)}.`}</span>
      <span className="flex min-w-0 flex-1 items-center gap-1 overflow-hidden">
        {[first, second].map(
          (tag) =>
            tag && (
              <span
                key={tag}
                className="max-w-24 shrink truncate rounded-full bg-hover px-1.5 leading-4.5 text-muted"
              >
                {tag}
              </span>
            ),
        )}
        {more.length > 0 && <span className="shrink-0 text-muted">+{more.length}</span>}
      </span>
      <PeopleStack ids={task.assignees} nameOf={nameOf} />
    </div>
  )
}

function CardMenu({
  task,
  column,
  actions,
  isEntry,
  isOpen,
  onMenu,
}: {
  task: ListTask
  column: Column
  actions: CardActions
  isEntry: boolean
  isOpen: boolean
  onMenu: CardProps['onMenu']
}) {
  const button = (
    <Button
      variant="ghost"
      size="icon-sm"
      tabIndex={isEntry ? 0 : -1}
      aria-label={`Actions for ${task.key}`}
      aria-haspopup="menu"
      className="absolute top-1.5 right-1.5 size-6 fine:opacity-0 fine:group-focus-within/card:opacity-100 fine:group-hover/card:opacity-100"
      onClick={() => {
        onMenu(task.id)
      }}
    >
      <MoreHorizontal aria-hidden />
    </Button>
  )
  // A menu is made when it is asked for: a board shows many cards.
  if (!isOpen) return button
  return (
    <DropdownMenu
      open
      onOpenChange={(open) => {
        if (!open) onMenu(undefined)
      }}
    >
      <DropdownMenuTrigger asChild>{button}</DropdownMenuTrigger>
      <DropdownMenuContent
        align="end"
        onCloseAutoFocus={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>(`[data-task="${task.id}"] a`)?.focus()
        }}
      >
        <DropdownMenuLabel className="flex items-center gap-2">
          <ArrowRightLeft className="size-3.5" aria-hidden />
          Move to…
        </DropdownMenuLabel>
        {actions.columns.map((to) => (
          <DropdownMenuItem
            key={to.id}
            disabled={to.id === column.id || !to.allows(task)}
            onSelect={() => {
              actions.onMove(task, column, to)
            }}
          >
            {to.mark}
            {to.title}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem
          variant="danger"
          onSelect={() => {
            actions.onBin(task)
          }}
        >
          <Trash2 aria-hidden />
          Move to the bin
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
