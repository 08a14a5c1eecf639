import { useQuery } from '@tanstack/react-query'
import { ListTree } from 'lucide-react'
import { useDeferredValue, useState } from 'react'

import { api, take } from '@/api/client'
import { Button } from '@/components/ui/button'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

import { StatusMark } from '../parts/marks'
import type { Task } from '../task'

interface ParentPickerProps {
  task: Task
  onChange: (parent: string | null) => void
}

/** Finds the task that this one is a part of, among those of its project. */
export function ParentPicker({ task, onChange }: ParentPickerProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['tasks', 'found', task.project_id, q],
    enabled: open,
    queryFn: ({ signal }) =>
      take(
        api.GET('/api/tasks', {
          params: {
            query: {
              project: [task.project_id],
              limit: 20,
              fields: ['title,status'],
              ...(q && { q }),
            },
          },
          signal,
        }),
      ),
  })
  const choose = (parent: string | null) => {
    setOpen(false)
    onChange(parent)
  }
  const others = (found.data?.items ?? []).filter(({ id }) => id !== task.id)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        {task.parent_id ? (
          <Button variant="ghost" size="icon-sm" aria-label="Change what it is a part of">
            <ListTree aria-hidden />
          </Button>
        ) : (
          <Button variant="ghost" size="sm" className="-ml-2 font-normal">
            <ListTree aria-hidden />
            Choose a task
          </Button>
        )}
      </PopoverTrigger>
      <PopoverContent className="w-80 p-0" aria-label="Part of">
        <Command label="Tasks" shouldFilter={false}>
          <CommandInput
            placeholder="Find a task"
            aria-label="Find a task"
            value={text}
            onValueChange={setText}
          />
          <CommandList>
            {!found.isPending && <CommandEmpty>No task is like that.</CommandEmpty>}
            <CommandGroup>
              {task.parent_id && (
                <CommandItem
                  value="none"
                  onSelect={() => {
                    choose(null)
                  }}
                >
                  A task of its own
                </CommandItem>
              )}
              {others.map((other) => (
                <CommandItem
                  key={other.id}
                  value={other.id}
                  onSelect={() => {
                    choose(other.id)
                  }}
                >
                  {other.status && <StatusMark status={other.status} />}
                  <span className="shrink-0 text-xs text-muted">{other.key}</span>
                  <span className="truncate">{other.title}</span>
                </CommandItem>
              ))}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  )
}
