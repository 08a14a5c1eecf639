import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'

import { usePeopleById } from '@/api/people'
import { type Project, projectsQuery } from '@/api/projects'
import { asTag, tagsQuery } from '@/api/tags'
import { type Option, OptionPicker } from '@/components/option-picker'
import { ProjectMark } from '@/components/project-mark'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { DatePicker } from '@/components/ui/date-picker'
import { Input } from '@/components/ui/input'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { cn } from '@/lib/cn'
import { localDay, startOfDay } from '@/lib/days'

import type { Field } from './fields'
import { takes, type Test, type Value } from './tree'

export interface ValueProps {
  field: Field
  test: Test
  project: Project | undefined
  disabled: boolean
  invalid: boolean
  describedBy: string | undefined
  onChange: (value: Value) => void
}

/** What a field is compared with, by the widget for its kind. */
export function ValueWidget(props: ValueProps) {
  const wanted = takes(props.test.operator)
  if (wanted === 'nothing') return null
  if (wanted === 'several') return <Picked {...props} choice="several" />
  switch (props.field.kind) {
    case 'choice':
      return <Choice {...props} />
    case 'people':
    case 'person':
    case 'project':
    case 'tags':
      return <Picked {...props} choice="one" />
    case 'moment':
    case 'day':
      return <Dated {...props} />
    case 'number':
      return <Numbered {...props} />
    default:
      return <Written {...props} />
  }
}

const labelOf = ({ label }: Field) => `Value for ${label}`

function aria({ field, invalid, describedBy }: ValueProps) {
  return {
    'aria-label': labelOf(field),
    'aria-invalid': invalid ? (true as const) : undefined,
    'aria-describedby': describedBy,
  }
}

function Written(props: ValueProps) {
  const { test, disabled, onChange } = props
  return (
    <Input
      {...aria(props)}
      value={typeof test.value === 'string' ? test.value : ''}
      disabled={disabled}
      autoComplete="off"
      placeholder="Text"
      onChange={({ target }) => {
        onChange(target.value)
      }}
    />
  )
}

function Numbered(props: ValueProps) {
  const { test, disabled, onChange } = props
  return (
    <Input
      {...aria(props)}
      type="number"
      step="any"
      value={typeof test.value === 'number' ? test.value : ''}
      disabled={disabled}
      placeholder="Number"
      onChange={({ target }) => {
        onChange(Number.isNaN(target.valueAsNumber) ? null : target.valueAsNumber)
      }}
    />
  )
}

function Dated({ field, test, onChange }: ValueProps) {
  const { value } = test
  const isMoment = field.kind === 'moment'
  const day = typeof value !== 'string' || value === '' ? null : isMoment ? localDay(value) : value
  return (
    <DatePicker
      label={labelOf(field)}
      value={day}
      onChange={(chosen) => {
        onChange(chosen && isMoment ? startOfDay(chosen) : chosen)
      }}
    />
  )
}

function Choice(props: ValueProps) {
  const { field, test, disabled, onChange } = props
  return (
    <Select
      value={typeof test.value === 'string' ? test.value : ''}
      disabled={disabled}
      onValueChange={(chosen) => {
        // Radix tells of an empty value while its options change.
        if (chosen) onChange(chosen)
      }}
    >
      <SelectTrigger {...aria(props)}>
        <SelectValue placeholder="Choose" />
      </SelectTrigger>
      <SelectContent>
        {field.options?.map(({ value, label }) => (
          <SelectItem key={value} value={value}>
            {label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}

function Picked({ choice, ...props }: ValueProps & { choice: 'one' | 'several' }) {
  const { field, test, project, disabled, invalid, describedBy, onChange } = props
  const options = useOptions(field, project)
  const { value } = test
  const selected = Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : []
  const names = selected.map(
    (each) => options.find((option) => option.value === each)?.label ?? each,
  )
  const shown = names.join(', ')
  return (
    <OptionPicker
      label={labelOf(field)}
      choice={choice}
      options={options}
      selected={selected}
      {...(field.kind === 'tags' && { onCreate: asTag })}
      onChange={(chosen) => {
        onChange(choice === 'one' ? (chosen[0] ?? null) : chosen)
      }}
    >
      <Button
        disabled={disabled}
        aria-label={`${labelOf(field)}: ${shown || 'none'}`}
        aria-describedby={describedBy}
        className={cn('w-full min-w-0 font-normal', invalid && 'border-danger')}
      >
        <span className={cn('min-w-0 flex-1 truncate text-left', !shown && 'text-muted')}>
          {shown || 'Choose'}
        </span>
        <ChevronDown className="text-muted" aria-hidden />
      </Button>
    </OptionPicker>
  )
}

function useOptions({ kind, options }: Field, project: Project | undefined): Option[] {
  const people = usePeopleById()
  const { data: projects = [] } = useQuery(projectsQuery)
  const { data: tags } = useQuery({ ...tagsQuery(project?.key), enabled: kind === 'tags' })
  switch (kind) {
    case 'people':
    case 'person':
      return [...people.values()].map(({ id, name }) => ({
        value: id,
        label: name,
        mark: <Avatar name={name} size="sm" />,
      }))
    case 'project':
      return projects.map((each) => ({
        value: each.id,
        label: each.name,
        mark: <ProjectMark project={each} />,
      }))
    case 'tags':
      return (tags?.items ?? []).map(({ tag, count }) => ({ value: tag, label: tag, aside: count }))
    default:
      return options ?? []
  }
}
