import { createFileRoute } from '@tanstack/react-router'

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
  return (
    <TasksPage
      search={search}
      onSearch={(change, how) =>
        void navigate({ search: (before) => ({ ...before, ...change }), ...how })
      }
    />
  )
}
