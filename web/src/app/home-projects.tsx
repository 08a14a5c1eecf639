import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FolderPlus, Plus } from 'lucide-react'

import { permissionsQuery, useMay } from '@/api/me'
import { type Project, projectsQuery } from '@/api/projects'
import { ProjectMark } from '@/components/project-mark'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { showCreateProject } from '@/features/projects/show-create-project'

import { projectPages } from './features'
import { useIsGuided } from './first-run-state'
import { permits } from './permits'

/** The projects that are open, as cards. */
export function HomeProjects() {
  const projects = useQuery(projectsQuery)
  const mayCreate = useMay('projects.manage')
  const isGuided = useIsGuided()
  if (projects.isPending) return <Pending />
  if (projects.isError) {
    return <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />
  }
  const open = projects.data.filter((project) => !project.archived)
  // The guide above says the same.
  if (projects.data.length === 0 && isGuided) return null
  if (open.length === 0) return <NoProjects mayCreate={mayCreate} />
  return (
    <section aria-labelledby="home-projects">
      <div className="mb-3 flex items-center justify-between">
        <h2 id="home-projects" className="text-base">
          Projects
        </h2>
        {mayCreate && (
          <Button size="sm" onClick={showCreateProject}>
            <Plus aria-hidden />
            New project
          </Button>
        )}
      </div>
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {open.map((project) => (
          <li key={project.id}>
            <ProjectCard project={project} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function ProjectCard({ project }: { project: Project }) {
  const permissions = useQuery(permissionsQuery).data
  const pages = projectPages.filter(permits(permissions))
  const [first, ...others] = pages
  if (!first) return null
  const params = { project: project.key }
  return (
    <article className="group relative flex h-full flex-col rounded-lg border border-line bg-surface p-4 transition hover:border-line-strong hover:shadow-2">
      <div className="flex items-center gap-2.5">
        <ProjectMark project={project} className="size-7 rounded-md text-sm" />
        <h3 className="min-w-0 flex-1 truncate text-base">
          <Link
            to={first.to}
            params={params}
            className="after:absolute after:inset-0 after:rounded-lg"
          >
            {project.name}
          </Link>
        </h3>
        <span className="text-xs font-medium text-muted">{project.key}</span>
      </div>
      <p className="mt-2 line-clamp-2 min-h-10 text-pretty text-muted">{project.description}</p>
      <div className="mt-3 flex items-center gap-2">
        {project.shared_with_guests && <Badge tone="info">Shared with guests</Badge>}
        <div className="relative ml-auto flex gap-1">
          {others.map(({ to, title, icon: Icon }) => (
            <Button key={to} asChild variant="ghost" size="icon-sm">
              <Link to={to} params={params} aria-label={`${title} of ${project.name}`}>
                <Icon aria-hidden />
              </Link>
            </Button>
          ))}
        </div>
      </div>
    </article>
  )
}

function NoProjects({ mayCreate }: { mayCreate: boolean }) {
  return (
    <EmptyState
      icon={FolderPlus}
      heading={mayCreate ? 'Create your first project' : 'No project yet'}
      action={
        mayCreate && (
          <Button variant="primary" onClick={showCreateProject}>
            <Plus aria-hidden />
            Create a project
          </Button>
        )
      }
    >
      {mayCreate
        ? 'A project groups tasks and gives them their key, like OPS-42.'
        : 'An admin of your organization creates projects, or shares one with you.'}
    </EmptyState>
  )
}

function Pending() {
  return (
    <Loading what="projects" className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      <Skeleton className="h-32 rounded-lg" />
      <Skeleton className="h-32 rounded-lg" />
      <Skeleton className="h-32 rounded-lg" />
    </Loading>
  )
}
