import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import type { Schema } from '@/api/client'
import { projectsQuery } from '@/api/projects'
import { asTag } from '@/api/tags'
import { OptionPicker } from '@/components/option-picker'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { Calendar } from '@/components/ui/date-picker'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { cn } from '@/lib/cn'
import { localDay, writtenDay } from '@/lib/days'

import { DueLabel } from '../parts/due-label'
import { PriorityLabel, StatusLabel } from '../parts/marks'
import { PRIORITY_OPTIONS, STATUS_OPTIONS, usePersonOptions, useTagOptions } from '../parts/options'
import { PeopleStack } from '../parts/people-stack'
import { momentOf } from '../search'
import { type ListTask, nextStatuses, type Priority, type Status } from '../task'

import { useListActions, useTabIndex } from './row-context'

interface CellProps {
  task: ListTask
}

type EditProps = Omit<Parameters<typeof OptionPicker>[0], 'children' | 'choice'> & {
  several?: boolean
  children: ReactNode
}

/** A value of a row that a list of options changes. */
function Edit({ children, several = false, ...picker }: EditProps) {
  const { mayChange } = useListActions()
  const tabIndex = useTabIndex()
  if (!mayChange) return children
  return (
    <OptionPicker {...picker} choice={several ? 'several' : 'one'}>
      <button type="button" tabIndex={tabIndex} className={editStyle}>
        <span className="sr-only">{picker.label}:</span>
        {children}
      </button>
    </OptionPicker>
  )
}

const editStyle = cn(
  'relative z-1 -mx-1.5 flex h-7 max-w-[calc(100%+0.75rem)] min-w-10 items-center rounded-sm px-1.5 text-left text-sm hover:bg-hover',
)

const NOTHING = (
  <span className="text-muted" aria-label="none">
    –
  </span>
)

export function KeyCell({ task }: CellProps) {
  return <span className="truncate text-xs text-muted tabular-nums">{task.key}</span>
}

export function TitleCell({ task }: CellProps) {
  const { renaming, rename, change } = useListActions()
  const tabIndex = useTabIndex()
  if (renaming === task.id) {
    return (
      <input
        // It was asked for just now.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        aria-label={`Title of ${task.key}`}
        defaultValue={task.title}
        maxLength={500}
        className="relative z-1 -mx-1.5 h-7 w-full rounded-sm border border-focus bg-surface px-1.5 text-sm outline-none"
        onBlur={(event) => {
          const title = event.target.value.trim()
          rename(undefined)
          if (title && title !== task.title) change(task, { title })
        }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') {
            event.currentTarget.value = task.title
            event.currentTarget.blur()
          }
        }}
      />
    )
  }
  return (
    <Link
      to="."
      search={(before) => ({ ...before, task: task.key })}
      preload={false}
      tabIndex={tabIndex}
      className="truncate font-medium outline-offset-2 after:absolute after:inset-0"
      title={task.title}
    >
      {task.title}
    </Link>
  )
}

export function StatusCell({ task }: CellProps) {
  const { change } = useListActions()
  const allowed = nextStatuses(task.status)
  return (
    <Edit
      label="Status"
      options={STATUS_OPTIONS.map((option) => ({
        ...option,
        disabled: option.value !== task.status && !allowed.includes(option.value as Status),
      }))}
      selected={[task.status]}
      onChange={([status]) => {
        if (status !== task.status) change(task, { status: status as Status })
      }}
    >
      <StatusLabel status={task.status} />
    </Edit>
  )
}

export function PriorityCell({ task }: CellProps) {
  const { change } = useListActions()
  return (
    <Edit
      label="Priority"
      options={PRIORITY_OPTIONS}
      selected={[task.priority]}
      onChange={([priority]) => {
        if (priority !== task.priority) change(task, { priority: priority as Priority })
      }}
    >
      <PriorityLabel priority={task.priority} />
    </Edit>
  )
}

export function AssigneesCell({ task }: CellProps) {
  const { change, nameOf } = useListActions()
  const people = usePersonOptions()
  return (
    <Edit
      several
      label="Assignees"
      options={people}
      selected={task.assignees}
      onChange={(assignees) => {
        change(task, { assignees })
      }}
    >
      {task.assignees.length === 0 ? (
        NOTHING
      ) : (
        <span className="flex min-w-0 items-center gap-1.5">
          <PeopleStack ids={task.assignees} nameOf={nameOf} />
          {task.assignees.length === 1 && (
            <span className="truncate" aria-hidden>
              {nameOf(task.assignees[0] ?? '')}
            </span>
          )}
        </span>
      )}
    </Edit>
  )
}

export function TagsCell({ task }: CellProps) {
  const { change, project } = useListActions()
  const tags = useTagOptions(project)
  return (
    <Edit
      several
      label="Tags"
      options={tags}
      selected={task.tags}
      onCreate={asTag}
      onChange={(chosen) => {
        change(task, { tags: chosen })
      }}
    >
      {task.tags.length === 0 ? (
        NOTHING
      ) : (
        <span className="flex min-w-0 gap-1 overflow-hidden" title={task.tags.join(', ')}>
          {task.tags.map((tag) => (
            <span
              key={tag}
              className="max-w-24 shrink-0 truncate rounded-full bg-hover px-2 text-xs leading-5 text-muted"
            >
              {tag}
            </span>
          ))}
        </span>
      )}
    </Edit>
  )
}

export function DueCell({ task }: CellProps) {
  const { change, mayChange } = useListActions()
  const tabIndex = useTabIndex()
  const [open, setOpen] = useState(false)
  const choose = (day: string | null) => {
    setOpen(false)
    change(task, { due_at: day && momentOf(day) })
  }
  const shown = task.due_at ? <DueLabel task={task} /> : NOTHING
  if (!mayChange) return shown
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger tabIndex={tabIndex} className={editStyle}>
        <span className="sr-only">Due date:</span>
        {shown}
      </PopoverTrigger>
      <PopoverContent
        className="w-auto"
        aria-label="Due date"
        onKeyDown={(event) => {
          event.stopPropagation()
        }}
      >
        <Calendar value={task.due_at ? localDay(task.due_at) : null} onChoose={choose} />
        {task.due_at && (
          <Button
            size="sm"
            variant="ghost"
            className="mt-2"
            onClick={() => {
              choose(null)
            }}
          >
            Clear
          </Button>
        )}
      </PopoverContent>
    </Popover>
  )
}

export function ProjectCell({ task }: CellProps) {
  const project = useQuery(projectsQuery).data?.find(({ id }) => id === task.project_id)
  if (!project) return NOTHING
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <ProjectMark project={project} />
      <span className="truncate">{project.name}</span>
    </span>
  )
}

export function CustomCell({ task, field }: CellProps & { field: Schema<'CustomField'> }) {
  const { nameOf } = useListActions()
  const value = task.custom[field.key]
  if (value === undefined) return NOTHING
  const text =
    field.kind === 'checkbox'
      ? value === true
        ? 'Yes'
        : 'No'
      : field.kind === 'person'
        ? nameOf(String(value))
        : field.kind === 'date'
          ? writtenDay(String(value))
          : String(value)
  return (
    <span
      className={cn('truncate', field.kind === 'number' && 'w-full text-right tabular-nums')}
      title={text}
    >
      {text}
    </span>
  )
}
