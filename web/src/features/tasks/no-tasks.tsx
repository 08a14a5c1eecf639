import { Link } from '@tanstack/react-router'
import { ListChecks, SearchX, Trash2 } from 'lucide-react'

import { useMay } from '@/api/me'
import type { Project } from '@/api/projects'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'

import type { OnSearch } from './filter-bar'
import { isFiltered, NO_FILTER, type TaskSearch } from './search'
import { showCreateTask } from './show-create-task'

interface NoTasksProps {
  search: TaskSearch
  onSearch: OnSearch
  project: Project | undefined
  mayWrite: boolean
}

/** Why there is no task to show, and what to do about it. */
export function NoTasks({ search, onSearch, project, mayWrite }: NoTasksProps) {
  const mayImport = useMay('imports.run')
  if (isFiltered(search)) {
    return (
      <EmptyState
        icon={SearchX}
        heading="No task matches"
        action={
          <Button
            onClick={() => {
              onSearch(NO_FILTER)
            }}
          >
            Clear the filters
          </Button>
        }
      >
        Nothing here passes all of the filters.
      </EmptyState>
    )
  }
  if (search.view === 'bin') {
    return (
      <EmptyState icon={Trash2} heading="The bin is empty">
        What is moved to the bin can be restored for 30 days.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={ListChecks}
      heading="No tasks yet"
      action={
        mayWrite && (
          <>
            <Button
              variant="primary"
              onClick={() => {
                showCreateTask(project?.id)
              }}
            >
              Create a task
            </Button>
            {mayImport && (
              <Button asChild>
                <Link to="/imports/new" search={project ? { project: project.key } : {}}>
                  Import a spreadsheet
                </Link>
              </Button>
            )}
          </>
        )
      }
    >
      {mayWrite
        ? 'Write the first one down, or bring in a list that you already have.'
        : 'Nobody has written one down.'}
    </EmptyState>
  )
}
