import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ListFilter } from 'lucide-react'
import { useDeferredValue } from 'react'

import { api, take } from '@/api/client'
import { useMay } from '@/api/me'
import { CommandGroup, CommandItem } from '@/components/ui/command'

import { StatusMark } from './parts/marks'

const FEW = 5
/** With fewer letters, too much is found to be of use. */
const LETTERS = 2

interface FoundTasksProps {
  /** What was typed. */
  text: string
  onOpen: (key: string) => void
  /** Shows all of them as a list. */
  onAll: (text: string) => void
}

/** A few tasks that a text finds, inside the palette. */
export function FoundTasks({ text, onOpen, onAll }: FoundTasksProps) {
  const mayRead = useMay('tasks.read')
  const q = useDeferredValue(text.trim())
  const enabled = mayRead && q.length >= LETTERS
  const found = useQuery({
    queryKey: ['tasks', 'found', 'anywhere', q],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      take(
        api.GET('/api/tasks', {
          params: { query: { q, limit: FEW, fields: ['title,status'] } },
          signal,
        }),
      ),
  })
  if (!enabled) return null
  return (
    <CommandGroup heading="Tasks that match" forceMount>
      {found.data?.items.map((task) => (
        <CommandItem
          key={task.id}
          // The server found them; what was typed may stand in their description.
          forceMount
          // Those of what was typed before are only looked at.
          disabled={found.isPlaceholderData}
          value={`task ${task.id}`}
          onSelect={() => {
            onOpen(task.key)
          }}
        >
          {task.status && <StatusMark status={task.status} />}
          <span className="shrink-0 text-xs text-muted tabular-nums">{task.key}</span>
          <span className="truncate">{task.title}</span>
        </CommandItem>
      ))}
      <CommandItem
        forceMount
        value="all tasks that match"
        onSelect={() => {
          onAll(q)
        }}
      >
        <ListFilter aria-hidden />
        <span className="truncate">Show all tasks with “{q}”</span>
      </CommandItem>
    </CommandGroup>
  )
}
