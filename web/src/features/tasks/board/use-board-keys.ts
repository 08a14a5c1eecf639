import { type KeyboardEvent, type RefObject, useState } from 'react'

import { type Shortcut, useShortcuts } from '@/registry/shortcuts'

import type { ListTask } from '../task'

import { type ColumnHandle, focusWhenShown } from './board-column'
import type { Column } from './columns'

interface Lifted {
  task: ListTask
  from: Column
  over: Column
}

interface BoardKeys {
  columns: Column[]
  handles: RefObject<Map<string, ColumnHandle>>
  mayMove: boolean
  announce: (words: string) => void
  move: (task: ListTask, from: Column, to: Column) => void
  openMenu: (task: string) => void
}

const SIDE: Record<string, -1 | 1> = { ArrowLeft: -1, ArrowRight: 1 }
const ALONG: Record<string, -1 | 1> = { ArrowUp: -1, ArrowDown: 1 }

/** What the cheat sheet tells of the board; the cards take these keys themselves. */
const ALL_MAY: Shortcut[] = [
  { keys: 'arrowup arrowdown', title: 'From card to card', group: 'Board' },
  { keys: 'arrowleft arrowright', title: 'From column to column', group: 'Board' },
]
const MOVERS_MAY: Shortcut[] = [
  { keys: 'space', title: 'Pick a card up, put it down', group: 'Board' },
  { keys: 'm', title: 'Menu of the card', group: 'Board' },
]

/** Moving about the board and moving tasks by keyboard alone. */
export function useBoardKeys({ columns, handles, mayMove, announce, move, openMenu }: BoardKeys) {
  const [lifted, setLifted] = useState<Lifted>()
  useShortcuts(mayMove ? [...ALL_MAY, ...MOVERS_MAY] : ALL_MAY)

  const tasksOf = (column: Column) => handles.current.get(column.id)?.tasks() ?? []

  const liftedKeys = ({ task, from, over }: Lifted, event: KeyboardEvent): boolean => {
    const side = SIDE[event.key]
    if (side) {
      const to = columns[columns.indexOf(over) + side]
      if (to) {
        setLifted({ task, from, over: to })
        const allowed = to.id === from.id || to.allows(task)
        announce(allowed ? `Over ${to.title}.` : `Over ${to.title}, which is not possible.`)
        document
          .querySelector(`[data-column="${to.id}"]`)
          ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      }
      return true
    }
    if (event.key === ' ' || event.key === 'Enter') {
      setLifted(undefined)
      if (from.id === over.id) announce(`${task.key} stays in ${from.title}.`)
      else {
        move(task, from, over)
        focusMoved(task, over.allows(task) ? over : from)
      }
      return true
    }
    if (event.key === 'Escape' || event.key === 'Tab') {
      setLifted(undefined)
      announce(`${task.key} stays in ${from.title}.`)
      return event.key === 'Escape'
    }
    return event.key in ALONG
  }

  /** The focus goes with the task. */
  const focusMoved = (task: ListTask, to: Column) => {
    requestAnimationFrame(() => {
      const handle = handles.current.get(to.id)
      const index = handle?.tasks().findIndex(({ id }) => id === task.id) ?? -1
      if (index >= 0) handle?.focus(index)
      else focusWhenShown(document.body, task.id)
    })
  }

  const restingKeys = (task: ListTask, column: Column, event: KeyboardEvent): boolean => {
    const tasks = tasksOf(column)
    const index = tasks.findIndex(({ id }) => id === task.id)
    const along = ALONG[event.key]
    if (along) {
      handles.current.get(column.id)?.focus(index + along)
      return true
    }
    const side = SIDE[event.key]
    if (side) {
      const beyond = columns.slice(columns.indexOf(column) + 1)
      const before = columns.slice(0, columns.indexOf(column)).reverse()
      const to = (side > 0 ? beyond : before).find((each) => tasksOf(each).length > 0)
      if (to) handles.current.get(to.id)?.focus(Math.min(index, tasksOf(to).length - 1))
      return true
    }
    if (!mayMove) return false
    if (event.key === ' ') {
      setLifted({ task, from: column, over: column })
      announce(
        `Picked up ${task.key} in ${column.title}. Arrow keys choose a column, Space puts it down, Escape leaves it.`,
      )
      return true
    }
    if (event.key === 'm') {
      openMenu(task.id)
      return true
    }
    return false
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) {
      return
    }
    if (lifted) {
      if (liftedKeys(lifted, event)) take(event)
      return
    }
    if (!event.target.matches('[data-task] a')) return
    const id = event.target.closest<HTMLElement>('[data-task]')?.dataset['task']
    const columnId = event.target.closest<HTMLElement>('[data-column]')?.dataset['column']
    const column = columns.find((each) => each.id === columnId)
    const task = column && tasksOf(column).find((each) => each.id === id)
    if (column && task && restingKeys(task, column, event)) take(event)
  }
  return { lifted, onKeyDown }
}

function take(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopPropagation()
}
