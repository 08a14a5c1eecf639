import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'

import { projectQuery } from '@/api/projects'
import { taskSearch } from '@/features/tasks/search'
import { TasksPage } from '@/features/tasks/tasks-page'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/projects/$project/')({
  validateSearch: taskSearch,
  head: ({ params }) => title(`Tasks of ${params.project}`),
  component: ProjectTasksPage,
})

function ProjectTasksPage() {
  const { project: key } = Route.useParams()
  const { data: project } = useSuspenseQuery(projectQuery(key))
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <TasksPage
      key={project.id}
      project={project}
      search={search}
      onSearch={(change, how) =>
        void navigate({ search: (before) => ({ ...before, ...change }), ...how })
      }
    />
  )
}
