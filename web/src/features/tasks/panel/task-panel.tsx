import { useQuery } from '@tanstack/react-query'
import { Link2, SearchX, Trash2, X } from 'lucide-react'

import { useMay } from '@/api/me'
import { asApiError } from '@/api/problem'
import { projectsQuery } from '@/api/projects'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { Sheet, SheetClose, SheetContent, SheetTitle } from '@/components/ui/sheet'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { toast } from '@/components/ui/toaster'
import { Tooltip } from '@/components/ui/tooltip'

import { useBinTask, useRestoreTask } from '../change'
import type { Task } from '../task'

import { Attachments } from './attachments'
import { Description } from './description'
import { Properties } from './properties'
import { taskQuery } from './requests'
import { SubTasks } from './sub-tasks'
import { Talk } from './talk'
import { TaskRuns } from './task-runs'
import { Title } from './title'

interface TaskPanelProps {
  taskKey: string
  open: boolean
  onClose: () => void
}

/** One task, over whatever page it was opened from. */
export default function TaskPanel({ taskKey, open, onClose }: TaskPanelProps) {
  const task = useQuery(taskQuery(taskKey))
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <SheetContent className="sm:max-w-3xl xl:max-w-4xl">
        <SheetTitle className="sr-only">{task.data?.title ?? taskKey}</SheetTitle>
        {task.data ? (
          <Content key={task.data.id} task={task.data} onClose={onClose} />
        ) : (
          <>
            <header className="flex h-topbar shrink-0 items-center justify-end border-b border-line px-3">
              <CloseButton />
            </header>
            {task.isError ? (
              <Missing error={task.error} taskKey={taskKey} onRetry={() => void task.refetch()} />
            ) : (
              <Pending taskKey={taskKey} />
            )}
          </>
        )}
      </SheetContent>
    </Sheet>
  )
}

function Content({ task, onClose }: { task: Task; onClose: () => void }) {
  const project = useQuery(projectsQuery).data?.find(({ id }) => id === task.project_id)
  const mayWrite = useMay('tasks.write') && project?.archived !== true
  const { mutate: bin } = useBinTask()
  const restore = useRestoreTask()
  const mayChange = mayWrite && !task.deleted_at
  return (
    <>
      <header className="flex h-topbar shrink-0 items-center gap-2 border-b border-line pr-3 pl-4 sm:pl-6">
        {project && <ProjectMark project={project} />}
        <span className="truncate text-sm text-muted max-sm:hidden">{project?.name}</span>
        <span className="text-sm font-medium tabular-nums">{task.key}</span>
        <div className="ml-auto flex items-center gap-0.5">
          <Tooltip label="Copy the link" side="bottom">
            <Button
              variant="ghost"
              size="icon"
              aria-label="Copy the link"
              onClick={() => {
                void copyLink(task)
              }}
            >
              <Link2 aria-hidden />
            </Button>
          </Tooltip>
          {mayChange && (
            <Tooltip label="Move to the bin" side="bottom">
              <Button
                variant="ghost"
                size="icon"
                aria-label="Move to the bin"
                onClick={() => {
                  bin(task)
                  onClose()
                }}
              >
                <Trash2 aria-hidden />
              </Button>
            </Tooltip>
          )}
          <CloseButton />
        </div>
      </header>
      {task.deleted_at && (
        <div className="flex items-center gap-3 bg-warning-soft px-4 py-2 text-sm text-warning-text sm:px-6">
          <Trash2 className="size-4 shrink-0" aria-hidden />
          <span className="flex-1">This task is in the bin.</span>
          {mayWrite && (
            <Button
              size="sm"
              pending={restore.isPending}
              onClick={() => {
                restore.mutate(task)
              }}
            >
              Restore
            </Button>
          )}
        </div>
      )}
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto md:grid md:grid-cols-[minmax(0,1fr)_17rem] md:grid-rows-[auto_1fr]">
        <div className="px-4 pt-5 sm:px-6">
          <Title task={task} mayChange={mayChange} />
          <Description task={task} mayChange={mayChange} />
        </div>
        <aside
          aria-label="Properties"
          className="border-line px-4 py-4 max-md:mt-4 max-md:border-y sm:px-6 md:row-span-2 md:border-l md:px-4 md:py-5"
        >
          <Properties task={task} project={project} mayChange={mayChange} />
        </aside>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-6 px-4 pt-6 pb-8 sm:px-6">
          <SubTasks task={task} mayChange={mayChange} />
          <TaskRuns task={task} />
          <Attachments task={task} mayChange={mayChange} />
          <Talk task={task} project={project} />
        </div>
      </div>
    </>
  )
}

async function copyLink(task: Task): Promise<void> {
  const link = new URL(`/tasks?task=${task.key}`, location.origin)
  try {
    await navigator.clipboard.writeText(link.href)
    toast.success('Copied the link')
  } catch {
    toast(link.href)
  }
}

function CloseButton() {
  return (
    <SheetClose asChild>
      <Button variant="ghost" size="icon" aria-label="Close the task">
        <X aria-hidden />
      </Button>
    </SheetClose>
  )
}

function Missing({
  error,
  taskKey,
  onRetry,
}: {
  error: unknown
  taskKey: string
  onRetry: () => void
}) {
  if (asApiError(error).code === 'not_found') {
    return (
      <EmptyState icon={SearchX} heading={`There is no ${taskKey}`}>
        It was removed for good, or you may not see it.
      </EmptyState>
    )
  }
  return <ErrorState error={error} onRetry={onRetry} />
}

function Pending({ taskKey }: { taskKey: string }) {
  return (
    <Loading what={taskKey} className="grid gap-4 px-4 pt-5 sm:px-6">
      <Skeleton className="h-7 w-2/3" />
      <Skeleton className="w-full" />
      <Skeleton className="w-5/6" />
      <Skeleton className="mt-6 h-24 w-full" />
    </Loading>
  )
}
