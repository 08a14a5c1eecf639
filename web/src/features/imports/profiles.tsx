import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FolderInput, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useGrant, useMe } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { CopyButton } from '@/components/copy-button'
import { ProjectMark } from '@/components/project-mark'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { ago, writtenMoment } from '@/lib/days'

import { EditProfileDialog } from './edit-profile-dialog'
import { PersonName } from './people'
import { type Profile, profilesQuery, useDeleteProfile } from './requests'
import { counted } from './states'

/** The mappings that the team saved, and the folders whose files are imported with them. */
export function Profiles() {
  const profiles = useQuery(profilesQuery)
  if (profiles.isPending) return <Pending />
  if (profiles.isError) {
    return <ErrorState error={profiles.error} onRetry={() => void profiles.refetch()} />
  }
  if (profiles.data.length === 0) {
    return (
      <EmptyState
        icon={FolderInput}
        heading="No profile yet"
        action={
          <Button asChild variant="primary">
            <Link to="/imports">Choose an import</Link>
          </Button>
        }
      >
        Open an import and save its mapping as a profile: the next file with the same columns is
        mapped by itself, and systems can drop files into its folder.
      </EmptyState>
    )
  }
  return (
    <div className="mx-auto grid w-full max-w-4xl grid-cols-1 gap-4 px-4 py-6 sm:px-6">
      <p className="text-sm text-pretty text-muted">
        Files with the columns of a profile are mapped by it. A file that a system puts into its
        drop folder is imported in its owner’s name; the report appears under{' '}
        <code className="font-mono text-xs">reports/</code> at the same place.
      </p>
      <ul className="grid grid-cols-1 gap-4">
        {profiles.data.map((profile) => (
          <li key={profile.id}>
            <Card profile={profile} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Card({ profile }: { profile: Profile }) {
  const me = useMe()
  const grant = useGrant('import_profiles.manage')
  const { data: projects = [] } = useQuery(projectsQuery)
  const project = projects.find(({ id }) => id === profile.project_id)
  const [editing, setEditing] = useState(false)
  const mayChange = grant === 'all' || (grant === 'own' && profile.owner === me.id)
  return (
    <article className="rounded-lg border border-line bg-surface">
      <div className="flex items-start gap-3 p-4">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="min-w-0 text-base break-words">{profile.name}</h2>
            <Badge tone={profile.auto_commit ? 'accent' : 'neutral'}>
              {profile.auto_commit ? 'Imports at once' : 'Waits to be checked'}
            </Badge>
          </div>
          <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
            {project && (
              <span className="inline-flex min-w-0 items-center gap-1.5">
                <ProjectMark project={project} />
                <span className="truncate">{project.name}</span>
              </span>
            )}
            <PersonName id={profile.owner} />
            <span>{counted(profile.mapping.rules.length, 'field')}</span>
            <time dateTime={profile.updated_at} title={writtenMoment(profile.updated_at)}>
              changed {ago(profile.updated_at)}
            </time>
            {profile.saved_from && (
              <Link
                to="/imports/$import"
                params={{ import: profile.saved_from }}
                className="text-accent-text underline-offset-4 hover:underline"
              >
                Saved from an import
              </Link>
            )}
          </div>
        </div>
        {mayChange && (
          <div className="flex gap-1">
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Edit ${profile.name}`}
              onClick={() => {
                setEditing(true)
              }}
            >
              <Pencil aria-hidden />
            </Button>
            <Delete profile={profile} />
          </div>
        )}
      </div>
      <dl className="grid grid-cols-1 gap-3 border-t border-line px-4 py-3 text-xs">
        <div className="grid grid-cols-1 gap-1 sm:grid-cols-[6rem_minmax(0,1fr)]">
          <dt className="text-muted">Columns</dt>
          <dd className="line-clamp-2">
            {profile.columns.length > 0
              ? profile.columns.join(', ')
              : 'Any; only its drop folder uses it'}
          </dd>
        </div>
        <div className="grid grid-cols-1 items-center gap-1 sm:grid-cols-[6rem_minmax(0,1fr)]">
          <dt className="text-muted">Drop folder</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="truncate font-mono" title={profile.folder}>
              {profile.folder}
            </code>
            <CopyButton text={profile.folder} what={`the folder of ${profile.name}`} />
          </dd>
        </div>
      </dl>
      <EditProfileDialog profile={profile} open={editing} onOpenChange={setEditing} />
    </article>
  )
}

function Delete({ profile }: { profile: Profile }) {
  const [asking, setAsking] = useState(false)
  const remove = useDeleteProfile()
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Delete ${profile.name}`}
        onClick={() => {
          setAsking(true)
        }}
      >
        <Trash2 aria-hidden />
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading={`Delete ${profile.name}?`}
        action="Delete profile"
        pending={remove.isPending}
        onConfirm={() => {
          remove.mutate(profile.id, {
            onSettled: () => {
              setAsking(false)
            },
          })
        }}
      >
        Imports that used it stay. Files that are dropped into its folder from then on are refused.
      </ConfirmDialog>
    </>
  )
}

function Pending() {
  return (
    <Loading what="profiles" className="mx-auto grid w-full max-w-4xl gap-4 px-4 py-6 sm:px-6">
      <Skeleton className="h-5 w-3/4" />
      <Skeleton className="h-36 rounded-lg" />
      <Skeleton className="h-36 rounded-lg" />
    </Loading>
  )
}
