import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { House, Plus } from 'lucide-react'
import { Suspense, useState } from 'react'

import { permissionsQuery, useMay, useMe } from '@/api/me'
import { type Project, projectsQuery } from '@/api/projects'
import { LogoMark } from '@/components/logo'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { Sheet, SheetContent, SheetTitle } from '@/components/ui/sheet'
import { Tooltip } from '@/components/ui/tooltip'
import { showCreateProject } from '@/features/projects/show-create-project'
import { cn } from '@/lib/cn'

import { navigation, projectPages } from './features'
import { permits } from './permits'

/** Beside the page on wide screens. */
export function Sidebar() {
  return (
    <nav aria-label="Main" className="hidden w-sidebar shrink-0 border-r border-line lg:block">
      <SidebarContent />
    </nav>
  )
}

/** Over the page on narrow ones. */
export function SidebarSheet({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent
        side="left"
        className="bg-canvas"
        // The first button would take the focus, and open its tooltip.
        onOpenAutoFocus={(event) => {
          event.preventDefault()
          if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
        }}
      >
        <SheetTitle className="sr-only">Menu</SheetTitle>
        <nav aria-label="Main" className="min-h-0 flex-1">
          <SidebarContent
            onFollow={() => {
              onOpenChange(false)
            }}
          />
        </nav>
      </SheetContent>
    </Sheet>
  )
}

export const entryStyle = cn(
  'flex h-control-sm min-w-0 items-center gap-2 rounded-md px-2 text-sm font-medium transition-colors',
  'text-muted hover:bg-hover hover:text-text',
  'aria-[current=page]:bg-selected aria-[current=page]:text-text',
  'max-lg:h-9 [&_svg]:size-4 [&_svg]:shrink-0',
)

function SidebarContent({ onFollow }: { onFollow?: () => void }) {
  const me = useMe()
  const permissions = useQuery(permissionsQuery).data
  const entries = navigation.filter(permits(permissions))
  return (
    <div className="flex h-full flex-col">
      <Link
        to="/"
        onClick={onFollow}
        className="flex h-topbar min-w-0 shrink-0 items-center gap-2.5 px-4"
      >
        <LogoMark className="size-6 shrink-0" />
        <span className="truncate font-semibold">{me.organization.name}</span>
      </Link>
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <ul className="grid grid-cols-1 gap-px py-1">
          <li>
            <Link to="/" activeOptions={{ exact: true }} className={entryStyle} onClick={onFollow}>
              <House aria-hidden />
              Home
            </Link>
          </li>
          {entries.map(({ to, title, icon: Icon, badge: Badge }) => (
            <li key={to}>
              <Link to={to} className={entryStyle} onClick={onFollow}>
                <Icon aria-hidden />
                <span className="flex-1 truncate">{title}</span>
                {Badge && (
                  <Suspense fallback={null}>
                    <Badge />
                  </Suspense>
                )}
              </Link>
            </li>
          ))}
        </ul>
        <ProjectList onFollow={onFollow} />
      </div>
    </div>
  )
}

function ProjectList({ onFollow }: { onFollow: (() => void) | undefined }) {
  const projects = useQuery(projectsQuery).data ?? []
  const mayCreate = useMay('projects.manage')
  const open = projects.filter((project) => !project.archived)
  const archived = projects.filter((project) => project.archived)
  const [showArchived, setShowArchived] = useState(false)
  return (
    <div className="mt-4">
      <div className="flex h-7 items-center justify-between pr-0.5 pl-2">
        <h2 className="text-xs font-medium text-muted">Projects</h2>
        {mayCreate && (
          <Tooltip label="Create a project" side="right">
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Create a project"
              onClick={() => {
                onFollow?.()
                showCreateProject()
              }}
            >
              <Plus aria-hidden />
            </Button>
          </Tooltip>
        )}
      </div>
      <ul className="grid grid-cols-1 gap-px">
        {open.map((project) => (
          <ProjectEntry key={project.id} project={project} onFollow={onFollow} />
        ))}
        {showArchived &&
          archived.map((project) => (
            <ProjectEntry key={project.id} project={project} onFollow={onFollow} />
          ))}
      </ul>
      {archived.length > 0 && (
        <Button
          variant="ghost"
          size="sm"
          className="mt-1"
          aria-expanded={showArchived}
          onClick={() => {
            setShowArchived(!showArchived)
          }}
        >
          {showArchived ? 'Hide archived' : `Show ${archived.length} archived`}
        </Button>
      )}
    </div>
  )
}

function ProjectEntry({
  project,
  onFollow,
}: {
  project: Project
  onFollow: (() => void) | undefined
}) {
  const permissions = useQuery(permissionsQuery).data
  const pages = projectPages.filter(permits(permissions))
  const first = pages[0]
  if (!first) return null
  return (
    <li>
      <Link
        to={first.to}
        params={{ project: project.key }}
        // Every page of the project is a part of it.
        activeOptions={{ exact: false, includeSearch: false }}
        className={cn(entryStyle, project.archived && 'opacity-70')}
        onClick={onFollow}
      >
        <ProjectMark project={project} />
        <span className="truncate">{project.name}</span>
      </Link>
    </li>
  )
}
