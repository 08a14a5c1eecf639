import type { Schema } from '@/api/client'
import { useMay } from '@/api/me'
import { Field } from '@/components/ui/field'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import type { Options } from './begin'
import type { CustomField } from './mapping'
import { MODES } from './states'

interface ExistingTasksProps {
  options: Options
  fields: CustomField[]
  onChange: (options: Options) => void
}

/** What becomes of rows whose tasks exist: only new tasks, or changes of those that are found by a key. */
export function ExistingTasks({ options, fields, onChange }: ExistingTasksProps) {
  const mayChange = useMay('tasks.write')
  const mode = options.mode ?? 'create'
  const modes = (Object.keys(MODES) as Schema<'Mode'>[]).filter(
    (name) => mayChange || name === 'create' || name === 'create_missing',
  )
  const keys = [
    { value: 'auto', label: 'Task key or external ID' },
    { value: 'task_key', label: 'Task key' },
    { value: 'external_id', label: 'External ID' },
    ...fields
      .filter(({ kind }) => kind === 'text')
      .map(({ key, name }) => ({ value: `custom.${key}`, label: name })),
  ]
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label="Tasks that exist already"
        hint={MODES[mode].hint}
        className={mode === 'create' ? 'sm:col-span-2' : ''}
      >
        {(control) => (
          <Select
            value={mode}
            onValueChange={(value) => {
              const next = value as Schema<'Mode'>
              onChange(next === 'create' ? { mode: next } : { ...options, mode: next })
            }}
          >
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {modes.map((name) => (
                <SelectItem key={name} value={name}>
                  {MODES[name].label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {mode !== 'create' && (
        <Field label="Found by" hint="The field by which a row finds its task.">
          {(control) => (
            <Select
              value={options.key ?? 'auto'}
              onValueChange={(value) => {
                onChange({ ...options, key: value === 'auto' ? null : value })
              }}
            >
              <SelectTrigger {...control}>
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                {keys.map(({ value, label }) => (
                  <SelectItem key={value} value={value}>
                    {label}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
      {(mode === 'update' || mode === 'upsert') && (
        <Field
          label="Empty cells"
          hint="What an empty cell does to a task that exists."
          className="sm:col-span-2"
        >
          {(control) => (
            <Select
              value={options.empty_cells ?? 'keep'}
              onValueChange={(value) => {
                onChange({ ...options, empty_cells: value as Schema<'EmptyCells'> })
              }}
            >
              <SelectTrigger {...control}>
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                <SelectItem value="keep">Leave the field as it is</SelectItem>
                <SelectItem value="clear">Empty the field</SelectItem>
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
    </div>
  )
}
