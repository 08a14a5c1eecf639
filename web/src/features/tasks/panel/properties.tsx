import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Eye, EyeOff } from 'lucide-react'
import type { ReactNode } from 'react'

import { useMay, useMe } from '@/api/me'
import type { Project } from '@/api/projects'
import { asTag } from '@/api/tags'
import { Button } from '@/components/ui/button'
import { DatePicker } from '@/components/ui/date-picker'
import { localDay, writtenMoment } from '@/lib/days'

import { useChangeTask } from '../change'
import { DueLabel } from '../parts/due-label'
import { PriorityLabel, StatusLabel } from '../parts/marks'
import { PRIORITY_OPTIONS, STATUS_OPTIONS, usePersonOptions, useTagOptions } from '../parts/options'
import { usePeople } from '../people'
import { momentOf } from '../search'
import { nextStatuses, type Status, type Task, type TaskPatch } from '../task'

import { Choice, People, TagList } from './choice'
import { CustomField } from './custom-field'
import { ParentPicker } from './parent-picker'
import { taskQuery, useWatch } from './requests'

interface PropertiesProps {
  task: Task
  project: Project | undefined
  mayChange: boolean
}

/** The fields of a task, each changed where it stands. */
export function Properties({ task, project, mayChange }: PropertiesProps) {
  const change = useChangeTask()
  const { nameOf } = usePeople()
  const people = usePersonOptions()
  const tags = useTagOptions(project?.key)
  const patch = (fields: TaskPatch) => {
    change.mutate({ task, patch: fields })
  }
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-start gap-x-2 gap-y-1 text-sm">
      <Row name="Status">
        <Choice
          mayChange={mayChange}
          shown={<StatusLabel status={task.status} />}
          label="Status"
          options={STATUS_OPTIONS.map((option) => ({
            ...option,
            disabled:
              option.value !== task.status &&
              !nextStatuses(task.status).includes(option.value as Status),
          }))}
          selected={[task.status]}
          onChange={([status]) => {
            if (status !== task.status) patch({ status: status as Status })
          }}
        />
      </Row>
      <Row name="Priority">
        <Choice
          mayChange={mayChange}
          shown={<PriorityLabel priority={task.priority} />}
          label="Priority"
          options={PRIORITY_OPTIONS}
          selected={[task.priority]}
          onChange={([priority]) => {
            patch({ priority: priority as Task['priority'] })
          }}
        />
      </Row>
      <Row name="Assignees">
        <Choice
          several
          mayChange={mayChange}
          shown={<People ids={task.assignees} nameOf={nameOf} none="Nobody" />}
          label="Assignees"
          options={people}
          selected={task.assignees}
          onChange={(assignees) => {
            patch({ assignees })
          }}
        />
      </Row>
      <Row name="Due date">
        <DayValue
          label="Due date"
          task={task}
          field="due_at"
          mayChange={mayChange}
          onChange={patch}
        />
      </Row>
      <Row name="Start date">
        <DayValue
          label="Start date"
          task={task}
          field="start_at"
          mayChange={mayChange}
          onChange={patch}
        />
      </Row>
      <Row name="Tags">
        <Choice
          several
          mayChange={mayChange}
          shown={<TagList tags={task.tags} />}
          label="Tags"
          options={tags}
          selected={task.tags}
          onCreate={asTag}
          onChange={(chosen) => {
            patch({ tags: chosen })
          }}
        />
      </Row>
      <Row name="Part of">
        <Parent task={task} mayChange={mayChange} onChange={patch} />
      </Row>
      {project?.custom_fields.map((field) => (
        <Row key={field.key} name={field.name}>
          <CustomField
            field={field}
            value={task.custom[field.key]}
            mayChange={mayChange}
            onChange={(value) => {
              patch({ custom: { [field.key]: value } })
            }}
          />
        </Row>
      ))}
      <Row name="Watchers">
        <Watchers task={task} nameOf={nameOf} />
      </Row>
      <div className="col-span-2 mt-3 grid gap-0.5 border-t border-line pt-3 text-xs text-muted">
        <dt className="sr-only">Made</dt>
        <dd>
          {task.source ? `Imported from row ${task.source.row}` : 'Created'} by{' '}
          {nameOf(task.created_by)}, {writtenMoment(task.created_at)}
        </dd>
        <dt className="sr-only">Last changed</dt>
        <dd>Changed {writtenMoment(task.updated_at)}</dd>
        {task.completed_at && (
          <>
            <dt className="sr-only">Completed</dt>
            <dd>Completed {writtenMoment(task.completed_at)}</dd>
          </>
        )}
      </div>
    </dl>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="truncate py-1 text-muted" title={name}>
        {name}
      </dt>
      <dd className="flex min-h-7 min-w-0 items-center">{children}</dd>
    </>
  )
}

function DayValue({
  label,
  task,
  field,
  mayChange,
  onChange,
}: {
  label: string
  task: Task
  field: 'due_at' | 'start_at'
  mayChange: boolean
  onChange: (patch: TaskPatch) => void
}) {
  const moment = task[field]
  if (!mayChange) {
    if (!moment) return <span className="text-muted">None</span>
    return field === 'due_at' ? <DueLabel task={task} /> : <span>{localDay(moment)}</span>
  }
  return (
    <DatePicker
      label={label}
      value={moment ? localDay(moment) : null}
      className="-ml-2 h-control-sm w-[calc(100%+0.5rem)] border-transparent px-2 hover:bg-hover"
      onChange={(day) => {
        onChange({ [field]: day && momentOf(day) })
      }}
    />
  )
}

function Parent({
  task,
  mayChange,
  onChange,
}: {
  task: Task
  mayChange: boolean
  onChange: (patch: TaskPatch) => void
}) {
  // Tasks are read by key or id alike.
  const parent = useQuery({ ...taskQuery(task.parent_id ?? ''), enabled: !!task.parent_id }).data
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      {parent && (
        <Link
          to="."
          search={(before) => ({ ...before, task: parent.key })}
          preload={false}
          className="min-w-0 truncate text-accent-text hover:underline"
          title={parent.title}
        >
          {parent.key} {parent.title}
        </Link>
      )}
      {mayChange ? (
        <ParentPicker
          task={task}
          onChange={(parent_id) => {
            onChange({ parent_id })
          }}
        />
      ) : (
        !task.parent_id && <span className="text-muted">None</span>
      )}
    </div>
  )
}

function Watchers({ task, nameOf }: { task: Task; nameOf: (id: string) => string }) {
  const me = useMe()
  const watch = useWatch(task)
  const mayWatch = useMay('tasks.comment')
  const mayWrite = useMay('tasks.write')
  const people = usePersonOptions()
  const watches = task.watchers.includes(me.id)
  return (
    <div className="grid w-full gap-1">
      <Choice
        several
        mayChange={mayWrite}
        shown={<People ids={task.watchers} nameOf={nameOf} none="Nobody" />}
        label="Watchers"
        options={people}
        selected={task.watchers}
        onChange={(wanted) => {
          const changed =
            wanted.find((id) => !task.watchers.includes(id)) ??
            task.watchers.find((id) => !wanted.includes(id))
          if (changed) watch.mutate({ user: changed, watch: wanted.includes(changed) })
        }}
      />
      {mayWatch && (
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2 justify-self-start"
          pending={watch.isPending}
          onClick={() => {
            watch.mutate({ user: me.id, watch: !watches })
          }}
        >
          {watches ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          {watches ? 'Stop watching' : 'Watch'}
        </Button>
      )}
    </div>
  )
}
