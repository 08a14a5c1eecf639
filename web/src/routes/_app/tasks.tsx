import { createFileRoute } from '@tanstack/react-router'

import { useMay } from '@/api/me'
import { showCreateProject } from '@/features/projects/show-create-project'
import { taskSearch } from '@/features/tasks/search'
import { TasksPage } from '@/features/tasks/tasks-page'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/tasks')({
  validateSearch: taskSearch,
  head: () => title('Tasks'),
  component: AllTasksPage,
})

function AllTasksPage() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const mayCreate = useMay('projects.manage')
  return (
    <TasksPage
      search={search}
      onCreateProject={mayCreate ? showCreateProject : undefined}
      onSearch={(change, how) =>
        void navigate({ search: (before) => ({ ...before, ...change }), ...how })
      }
    />
  )
}
