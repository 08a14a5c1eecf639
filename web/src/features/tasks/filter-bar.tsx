import { ArrowUpDown, CalendarDays, ChevronDown, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { useMay } from '@/api/me'
import type { Project } from '@/api/projects'
import { OptionPicker, type Option } from '@/components/option-picker'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { useShortcuts } from '@/registry/shortcuts'

import {
  PRIORITY_OPTIONS,
  STATUS_OPTIONS,
  useAssigneeFilterOptions,
  useTagOptions,
} from './parts/options'
import { DEFAULT_SORT, type Due, isFiltered, NO_FILTER, type Sort, type TaskSearch } from './search'

/** Changes the address: what is absent stays. `replace` where going back should not lead to each letter. */
export type OnSearch = (
  change: { [Name in keyof TaskSearch]?: TaskSearch[Name] | undefined },
  how?: { replace: boolean },
) => void

interface FilterBarProps {
  search: TaskSearch
  onSearch: OnSearch
  project: Project | undefined
  projects: Project[]
  /** What else changes how the list is shown, at the end. */
  children?: ReactNode
}

const DUE_OPTIONS: (Option & { value: Due })[] = [
  { value: 'overdue', label: 'Overdue' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'Next 7 days' },
  { value: 'none', label: 'No due date' },
]

const SORT_OPTIONS: (Option & { value: Sort })[] = [
  { value: '-created_at', label: 'Newest first' },
  { value: 'created_at', label: 'Oldest first' },
  { value: '-updated_at', label: 'Last changed first' },
  { value: 'due_at', label: 'Due soonest' },
  { value: '-due_at', label: 'Due latest' },
  { value: '-priority', label: 'Most urgent first' },
  { value: 'priority', label: 'Least urgent first' },
  { value: 'title', label: 'Title, A to Z' },
  { value: '-title', label: 'Title, Z to A' },
]

/** Narrows a list of tasks. All of it is in the address. */
export function FilterBar({ search, onSearch, project, projects, children }: FilterBarProps) {
  const people = useAssigneeFilterOptions()
  const mayPeople = useMay('users.read')
  const tags = useTagOptions(project?.key)
  const sort = search.sort ?? DEFAULT_SORT
  return (
    <div
      role="search"
      aria-label="Tasks"
      className="scroll-quiet flex items-center gap-1.5 overflow-x-auto px-4 py-2 max-sm:px-3"
    >
      <TextFilter
        value={search.q ?? ''}
        onChange={(q) => {
          onSearch({ q: q || undefined }, { replace: true })
        }}
      />
      {!project && (
        <FilterChip
          label="Project"
          options={projects.map((each) => ({
            value: each.key,
            label: each.name,
            mark: <ProjectMark project={each} />,
          }))}
          selected={search.project ?? []}
          onChange={(chosen) => {
            onSearch({ project: orNone(chosen) })
          }}
        />
      )}
      <FilterChip
        label="Status"
        options={STATUS_OPTIONS}
        selected={search.status ?? []}
        onChange={(chosen) => {
          onSearch({ status: orNone(chosen as NonNullable<TaskSearch['status']>) })
        }}
      />
      <FilterChip
        label="Priority"
        options={PRIORITY_OPTIONS}
        selected={search.priority ?? []}
        onChange={(chosen) => {
          onSearch({ priority: orNone(chosen as NonNullable<TaskSearch['priority']>) })
        }}
      />
      <FilterChip
        label="Assignee"
        options={mayPeople ? people : people.slice(0, 2)}
        selected={search.assignee ?? []}
        onChange={(chosen) => {
          onSearch({ assignee: orNone(chosen) })
        }}
      />
      <FilterChip
        label="Tags"
        options={tags}
        selected={search.tag ?? []}
        empty="No tag is in use."
        onChange={(chosen) => {
          onSearch({ tag: orNone(chosen) })
        }}
      />
      <FilterChip
        label="Due"
        icon={<CalendarDays aria-hidden />}
        options={DUE_OPTIONS}
        selected={search.due ? [search.due] : []}
        choice="one"
        onChange={([due]) => {
          onSearch({ due: due === search.due ? undefined : (due as Due) })
        }}
      />
      {search.import && (
        <Button
          size="sm"
          className="border-accent bg-accent-soft text-accent-text"
          onClick={() => {
            onSearch({ import: undefined })
          }}
        >
          Made by one import
          <X aria-label="Show others too" />
        </Button>
      )}
      {isFiltered(search) && (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => {
            onSearch(NO_FILTER)
          }}
        >
          <X aria-hidden />
          Clear
        </Button>
      )}
      <div className="ml-auto flex shrink-0 items-center gap-1.5 pl-2">
        <OptionPicker
          label="Order"
          options={SORT_OPTIONS}
          selected={[sort]}
          choice="one"
          align="end"
          onChange={([chosen]) => {
            onSearch({ sort: chosen === DEFAULT_SORT ? undefined : (chosen as Sort) })
          }}
        >
          <Button variant="ghost" size="sm">
            <ArrowUpDown aria-hidden />
            <span className="sr-only">Order:</span>
            {SORT_OPTIONS.find(({ value }) => value === sort)?.label ?? 'By column'}
          </Button>
        </OptionPicker>
        {children}
      </div>
    </div>
  )
}

function orNone<Value>(chosen: Value[]): Value[] | undefined {
  return chosen.length > 0 ? chosen : undefined
}

interface FilterChipProps {
  label: string
  icon?: ReactNode
  options: Option[]
  selected: string[]
  choice?: 'one' | 'several'
  empty?: string
  onChange: (selected: string[]) => void
}

function FilterChip({ label, icon, options, selected, choice, empty, onChange }: FilterChipProps) {
  const names = selected.map((each) => options.find(({ value }) => value === each)?.label ?? each)
  const shown = names.length > 2 ? `${names.length} chosen` : names.join(', ')
  const active = selected.length > 0
  return (
    <OptionPicker
      label={label}
      options={options}
      selected={selected}
      onChange={onChange}
      {...(choice && { choice })}
      {...(empty && { empty })}
    >
      <Button
        size="sm"
        variant={active ? 'secondary' : 'ghost'}
        className={active ? 'border-accent bg-accent-soft text-accent-text' : undefined}
      >
        {icon}
        {label}
        {active && <span className="max-w-40 truncate font-semibold">{shown}</span>}
        {!active && <ChevronDown className="size-3! opacity-70" aria-hidden />}
      </Button>
    </OptionPicker>
  )
}

/** How long one pauses before what was typed is looked for. */
const PAUSE_MS = 250

function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const [sent, setSent] = useState(value)
  if (known !== value) {
    setKnown(value)
    // The address changed from elsewhere: a link, going back, "Clear".
    if (value !== sent) setText(value)
  }
  const field = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  useShortcuts([
    { keys: '/', title: 'Search tasks', group: 'Tasks', run: () => field.current?.focus() },
  ])
  const say = (next: string, pause: number) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setSent(next.trim())
      onChange(next.trim())
    }, pause)
  }
  return (
    <div className="relative w-44 shrink-0 sm:w-52">
      <Search
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted"
        aria-hidden
      />
      <input
        ref={field}
        type="search"
        aria-label="Search tasks"
        placeholder="Search"
        maxLength={200}
        value={text}
        className="h-control-sm w-full rounded-md border border-line-strong bg-surface pr-2 pl-7 text-sm outline-none focus-visible:border-focus focus-visible:outline-2 focus-visible:outline-offset-0"
        onChange={(event) => {
          say(event.target.value, PAUSE_MS)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') say(text, 0)
          if (event.key === 'Escape' && text) {
            event.stopPropagation()
            say('', 0)
          }
        }}
      />
    </div>
  )
}
