import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Columns3, List, Plus, Settings2, SquareCheckBig, Trash2 } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'

import { useMay } from '@/api/me'
import { type Project, projectsQuery } from '@/api/projects'
import { type Option, OptionPicker } from '@/components/option-picker'
import { Page } from '@/components/page'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState } from '@/components/ui/states'
import { Tooltip } from '@/components/ui/tooltip'
import { cn } from '@/lib/cn'
import { inWords } from '@/lib/names'

import { FilterBar, type OnSearch } from './filter-bar'
import { type Group, GROUPS, type TaskSearch, type VIEWS } from './search'
import { showCreateTask } from './show-create-task'

const Board = lazy(() => import('./board/board'))
const TaskList = lazy(() => import('./list/task-list'))

interface TasksPageProps {
  search: TaskSearch
  onSearch: OnSearch
  /** Absent for the tasks of all projects. */
  project?: Project
  /** Creates a project, where there is none; only for who may. */
  onCreateProject?: (() => void) | undefined
}

/** The tasks of a project, or all that the person may see: as a board, as a list, or those in the bin. */
export function TasksPage({ search, onSearch, project, onCreateProject }: TasksPageProps) {
  const { data: projects = [] } = useQuery(projectsQuery)
  const mayWrite = useMay('tasks.write') && project?.archived !== true
  const view = search.view ?? 'board'
  return (
    <Page
      className="h-full min-h-0"
      title={
        project ? (
          <>
            <ProjectMark project={project} />
            <span className="truncate">{project.name}</span>
          </>
        ) : (
          'Tasks'
        )
      }
      actions={
        mayWrite &&
        projects.length > 0 && (
          <Tooltip label="Create a task" keys="c">
            <Button
              variant="primary"
              size="sm"
              aria-label="Create a task"
              onClick={() => {
                showCreateTask(project?.id)
              }}
            >
              <Plus aria-hidden />
              <span className="max-sm:sr-only">New task</span>
            </Button>
          </Tooltip>
        )
      }
    >
      {projects.length === 0 ? (
        <EmptyState
          icon={SquareCheckBig}
          heading="No tasks yet"
          action={
            onCreateProject && (
              <Button variant="primary" onClick={onCreateProject}>
                Create a project
              </Button>
            )
          }
        >
          {onCreateProject
            ? 'Tasks belong to projects, and there is none yet.'
            : 'Tasks belong to projects, and there is none that you can see. Ask an admin to share one with you.'}
        </EmptyState>
      ) : (
        <>
          <div className="shrink-0 border-b border-line">
            <div className="flex items-center gap-1 px-4 pt-2 max-sm:px-3">
              <ViewSwitch view={view} onSearch={onSearch} />
              {project && (
                <Tooltip label="Settings of the project">
                  <Button asChild variant="ghost" size="icon-sm" className="ml-auto">
                    <Link
                      to="/projects/$project/settings"
                      params={{ project: project.key }}
                      aria-label={`Settings of ${project.name}`}
                    >
                      <Settings2 aria-hidden />
                    </Link>
                  </Button>
                </Tooltip>
              )}
            </div>
            <FilterBar search={search} onSearch={onSearch} project={project} projects={projects}>
              {view !== 'bin' && <Grouping search={search} view={view} onSearch={onSearch} />}
            </FilterBar>
          </div>
          <Suspense fallback={<ViewPending view={view} />}>
            {view === 'board' ? (
              <div className="flex min-h-0 flex-1 flex-col pt-3">
                <Board search={search} onSearch={onSearch} project={project} />
              </div>
            ) : (
              <TaskList
                key={`${view} ${project?.key ?? ''}`}
                search={search}
                onSearch={onSearch}
                project={project}
              />
            )}
          </Suspense>
        </>
      )}
    </Page>
  )
}

type View = (typeof VIEWS)[number]

const VIEW_NAMES: { view: View; name: string; icon: ReactNode }[] = [
  { view: 'board', name: 'Board', icon: <Columns3 aria-hidden /> },
  { view: 'list', name: 'List', icon: <List aria-hidden /> },
  { view: 'bin', name: 'Bin', icon: <Trash2 aria-hidden /> },
]

function ViewSwitch({ view, onSearch }: { view: View; onSearch: OnSearch }) {
  return (
    <div role="group" aria-label="View" className="flex gap-0.5">
      {VIEW_NAMES.map((each) => (
        <Button
          key={each.view}
          size="sm"
          variant="ghost"
          aria-pressed={each.view === view}
          className={cn(each.view === view && 'bg-selected text-text')}
          onClick={() => {
            onSearch({ view: each.view === 'board' ? undefined : each.view })
          }}
        >
          {each.icon}
          {each.name}
        </Button>
      ))}
    </div>
  )
}

const NO_GROUP = 'none'

function Grouping({
  search,
  view,
  onSearch,
}: {
  search: TaskSearch
  view: View
  onSearch: OnSearch
}) {
  const mayPeople = useMay('users.read')
  const groups = GROUPS.filter((group) => group !== 'assignee' || mayPeople)
  const fallback = view === 'board' ? 'status' : NO_GROUP
  const options: Option[] = groups.map((group) => ({ value: group, label: inWords(group) }))
  if (view === 'list') options.unshift({ value: NO_GROUP, label: 'No groups' })
  const selected = search.group ?? fallback
  return (
    <OptionPicker
      label={view === 'board' ? 'Columns' : 'Groups'}
      options={options}
      selected={[selected]}
      choice="one"
      align="end"
      onChange={([group]) => {
        onSearch({ group: group === fallback ? undefined : (group as Group) })
      }}
    >
      <Button variant="ghost" size="sm">
        <Columns3 aria-hidden />
        {selected === NO_GROUP
          ? 'No groups'
          : `By ${(options.find(({ value }) => value === selected)?.label ?? '').toLowerCase()}`}
      </Button>
    </OptionPicker>
  )
}

function ViewPending({ view }: { view: View }) {
  return (
    <Loading what="tasks" className="flex min-h-0 flex-1 gap-3 overflow-hidden p-4">
      {view === 'board' ? (
        [0, 1, 2, 3].map((column) => (
          <Skeleton key={column} className="h-full w-76 shrink-0 rounded-xl" />
        ))
      ) : (
        <div className="grid flex-1 content-start gap-2">
          {[0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
            <Skeleton key={row} className="h-7" />
          ))}
        </div>
      )}
    </Loading>
  )
}
