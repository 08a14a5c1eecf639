import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import type { Schema } from '@/api/client'
import { asApiError } from '@/api/problem'
import { projectsQuery } from '@/api/projects'
import { OptionPicker } from '@/components/option-picker'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toaster'
import { cn } from '@/lib/cn'

import { useCreateTask } from './change'

interface QuickAddProps {
  /** The project's id; absent where the person chooses one. */
  project: string | undefined
  fresh: Omit<Schema<'NewTask'>, 'project_id' | 'title'>
  /** Where it comes: "In progress". */
  what: string
  className?: string
  onClose: () => void
}

/** Writes down tasks by their titles, one after the other. What was typed is lost only by Escape. */
export function QuickAdd({ project, fresh, what, className, onClose }: QuickAddProps) {
  const projects = (useQuery(projectsQuery).data ?? []).filter(({ archived }) => !archived)
  const [chosen, setChosen] = useState<string>()
  const [title, setTitle] = useState('')
  const [trouble, setTrouble] = useState<string>()
  const create = useCreateTask()
  const into = project ?? chosen ?? projects[0]?.id
  const shown = projects.find(({ id }) => id === into)

  const add = async () => {
    if (!title.trim() || !into || create.isPending) return
    setTrouble(undefined)
    try {
      const task = await create.mutateAsync({ ...fresh, project_id: into, title: title.trim() })
      setTitle('')
      toast.success(`Created ${task.key}`)
    } catch (error) {
      const problem = asApiError(error)
      setTrouble(problem.fields[0]?.detail ?? problem.message)
    }
  }
  return (
    // Escape closes it from each of its controls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={cn(
        'rounded-lg border border-accent bg-surface p-2 shadow-2 focus-within:outline-2 focus-within:outline-focus',
        className,
      )}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          onClose()
        }
      }}
    >
      <textarea
        // It was asked for just now.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        rows={2}
        maxLength={500}
        value={title}
        aria-label={`Title of the new task in ${what}`}
        aria-invalid={trouble ? true : undefined}
        aria-describedby={trouble ? 'quick-add-trouble' : undefined}
        placeholder="What is to be done?"
        className="field-sizing-content w-full resize-none bg-transparent text-sm outline-none"
        onChange={(event) => {
          setTitle(event.target.value.replaceAll('\n', ' '))
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            void add()
          }
        }}
      />
      {trouble && (
        <p id="quick-add-trouble" role="alert" className="mb-1 text-xs text-danger-text">
          {trouble}
        </p>
      )}
      <div className="flex items-center gap-1.5">
        {!project && (
          <OptionPicker
            label="Project"
            options={projects.map((each) => ({
              value: each.id,
              label: each.name,
              mark: <ProjectMark project={each} />,
            }))}
            selected={into ? [into] : []}
            choice="one"
            onChange={([id]) => {
              setChosen(id)
            }}
          >
            <Button size="sm" variant="ghost" className="min-w-0 shrink">
              {shown && <ProjectMark project={shown} />}
              <span className="truncate">{shown?.name ?? 'Project'}</span>
            </Button>
          </OptionPicker>
        )}
        <div className="ml-auto flex gap-1">
          <Button size="sm" variant="ghost" onClick={onClose}>
            Close
          </Button>
          <Button
            size="sm"
            variant="primary"
            type="submit"
            pending={create.isPending}
            disabled={!title.trim() || !into}
          >
            Add
          </Button>
        </div>
      </div>
    </form>
  )
}
