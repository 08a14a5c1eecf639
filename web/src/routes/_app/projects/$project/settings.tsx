import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'

import { projectQuery } from '@/api/projects'
import { Page } from '@/components/page'
import { ProjectMark } from '@/components/project-mark'
import { ProjectSettings } from '@/features/projects/project-settings'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/projects/$project/settings')({
  head: ({ params }) => title(`Settings of ${params.project}`),
  component: ProjectSettingsPage,
})

function ProjectSettingsPage() {
  const { project: key } = Route.useParams()
  const { data: project } = useSuspenseQuery(projectQuery(key))
  return (
    <Page
      layout="reading"
      parent={
        <Link
          to="/projects/$project"
          params={{ project: project.key }}
          className="flex min-w-0 items-center gap-2"
        >
          <ProjectMark project={project} />
          <span className="truncate">{project.name}</span>
        </Link>
      }
      title="Settings"
    >
      {/* Another project is another form. */}
      <ProjectSettings key={project.id} project={project} />
    </Page>
  )
}
