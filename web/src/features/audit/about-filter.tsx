import { useQuery } from '@tanstack/react-query'
import { CircleDot, X } from 'lucide-react'
import { useState } from 'react'

import { peopleQuery } from '@/api/people'
import { asApiError } from '@/api/problem'
import { projectsQuery } from '@/api/projects'
import { ProjectMark } from '@/components/project-mark'
import { Avatar } from '@/components/ui/avatar'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { showError, toast } from '@/components/ui/toaster'

import type { Narrow } from './audit-filters'
import { FilterButton } from './picker'
import { taskId } from './requests'
import type { AuditSearch } from './search'

interface AboutFilterProps {
  search: AuditSearch
  onNarrow: Narrow
  subjectName: string | undefined
}

const TASK_KEY = /^[a-z][a-z0-9]{1,9}-\d+$/i

/** The one thing that it happened to: a task by its key, a project, a person. */
export function AboutFilter({ search, onNarrow, subjectName }: AboutFilterProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const people = useQuery(peopleQuery).data ?? []
  const projects = useQuery(projectsQuery).data ?? []
  const known = [...people, ...projects].find(({ id }) => id === search.subject)
  const key = text.trim().toUpperCase()
  const choose = (subject: string | undefined) => {
    setOpen(false)
    setText('')
    onNarrow({ subject })
  }
  const chooseTask = async () => {
    try {
      choose(await taskId(key))
    } catch (error) {
      if (asApiError(error).status === 404) toast.error(`There is no task ${key}`)
      else showError(error)
    }
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterButton
          label="About"
          picked={search.subject && (known?.name ?? subjectName ?? 'one thing')}
        />
      </PopoverTrigger>
      <PopoverContent className="w-72 p-0" aria-label="About">
        <Command label="About">
          <CommandInput
            placeholder="A task’s key, a project, a person"
            value={text}
            onValueChange={setText}
          />
          <CommandList>
            <CommandEmpty>Nothing is called so.</CommandEmpty>
            {search.subject && (
              <CommandItem
                value="everything"
                onSelect={() => {
                  choose(undefined)
                }}
              >
                <X aria-hidden />
                About everything
              </CommandItem>
            )}
            {TASK_KEY.test(key) && (
              <CommandItem value={key} onSelect={() => void chooseTask()}>
                <CircleDot aria-hidden />
                Task {key}
              </CommandItem>
            )}
            <CommandGroup heading="Projects">
              {projects.map((project) => (
                <CommandItem
                  key={project.id}
                  value={`${project.name} ${project.key}`}
                  onSelect={() => {
                    choose(project.id)
                  }}
                >
                  <ProjectMark project={project} />
                  <span className="truncate">{project.name}</span>
                </CommandItem>
              ))}
            </CommandGroup>
            <CommandGroup heading="People">
              {people.map((person) => (
                <CommandItem
                  key={person.id}
                  value={`${person.name} ${person.email}`}
                  onSelect={() => {
                    choose(person.id)
                  }}
                >
                  <Avatar name={person.name} size="sm" />
                  <span className="truncate">{person.name}</span>
                </CommandItem>
              ))}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  )
}
