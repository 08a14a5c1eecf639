import { createFileRoute, Link, useNavigate } from '@tanstack/react-router'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { Page } from '@/components/page'
import { NoPermissionState } from '@/components/ui/states'
import { NewImport } from '@/features/imports/new-import'
import { sampleFile } from '@/features/imports/sample-file'
import { StepsBar } from '@/features/imports/steps-bar'
import { showCreateProject } from '@/features/projects/show-create-project'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/imports_/new')({
  validateSearch: z.object({
    project: z.string().optional().catch(undefined),
    /** Begins with the sample file. */
    sample: z.boolean().optional().catch(undefined),
  }),
  head: () => title('New import'),
  component: NewImportPage,
})

function NewImportPage() {
  const { project, sample } = Route.useSearch()
  const navigate = useNavigate()
  const mayRun = useMay('imports.run')
  const mayCreate = useMay('projects.manage')
  return (
    <Page title="New import" parent={<Link to="/imports">Imports</Link>}>
      {mayRun && <StepsBar at="upload" />}
      {mayRun ? (
        <NewImport
          project={project}
          chosenFile={sample ? sampleFile : undefined}
          onCreateProject={mayCreate ? showCreateProject : undefined}
          onProject={(key) =>
            void navigate({ to: '/imports/new', search: { project: key }, replace: true })
          }
        />
      ) : (
        <NoPermissionState />
      )}
    </Page>
  )
}
