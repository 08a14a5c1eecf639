import { useQuery } from '@tanstack/react-query'

import { useMay } from '@/api/me'
import { type Option, OptionPicker } from '@/components/option-picker'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { writtenMoment } from '@/lib/days'

import { recentRunsQuery, recentTasksQuery } from './requests'
import type { Draft, Start } from './scenario'

interface BegunByProps {
  /** The workflow's id. */
  workflow: string
  start: Start
  draft: Draft
  onChange: (draft: Draft) => void
}

/** What begins a trial: what began an earlier run, or a task, or what a system sends; made up where nothing is said. */
export function BegunBy({ workflow, start, draft, onChange }: BegunByProps) {
  const mayReadRuns = useMay('runs.read')
  const mayReadTasks = useMay('tasks.read')
  const isAboutTask = start.when === 'task_event'
  const isByHand = start.when === 'manual'
  const runs = useQuery({ ...recentRunsQuery(workflow), enabled: mayReadRuns && !isByHand })
  const tasks = useQuery({ ...recentTasksQuery, enabled: mayReadTasks && isAboutTask })
  if (isByHand) return null
  const earlier = runs.data?.items ?? []
  return (
    <>
      {earlier.length > 0 && (
        <One
          label="As an earlier run began"
          none="As is said here"
          options={earlier.map(({ id, started_at }) => ({
            value: id,
            label: writtenMoment(started_at),
          }))}
          chosen={draft.run}
          onChange={(run) => {
            onChange({ ...draft, run })
          }}
        />
      )}
      {draft.run === undefined && isAboutTask && (
        <One
          label="The task that it is about"
          none="A made-up one"
          options={(tasks.data?.items ?? []).map(({ id, key, title }) => ({
            value: id,
            label: title ?? key,
            aside: key,
          }))}
          chosen={draft.task}
          onChange={(task) => {
            onChange({ ...draft, task })
          }}
        />
      )}
      {draft.run === undefined && start.when === 'webhook' && (
        <Field label="What is sent" hint="JSON, or else text. It is trigger.body.">
          {(control) => (
            <Textarea
              {...control}
              className="font-mono text-xs"
              spellCheck={false}
              placeholder='{"order": 4711}'
              value={draft.body}
              onChange={({ target }) => {
                onChange({ ...draft, body: target.value })
              }}
            />
          )}
        </Field>
      )}
    </>
  )
}

interface OneProps {
  label: string
  /** What none of them is called. */
  none: string
  options: Option[]
  chosen: string | undefined
  onChange: (chosen: string | undefined) => void
}

function One({ label, none, options, chosen, onChange }: OneProps) {
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <span className="text-sm font-medium">{label}</span>
      <OptionPicker
        label={label}
        choice="one"
        options={[{ value: '', label: none }, ...options]}
        selected={[chosen ?? '']}
        onChange={([id]) => {
          onChange(id === '' ? undefined : id)
        }}
      >
        <Button className="justify-start">
          <span className="truncate">
            {options.find(({ value }) => value === chosen)?.label ?? none}
          </span>
        </Button>
      </OptionPicker>
    </div>
  )
}
