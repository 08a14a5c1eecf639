import { createFileRoute, Link, useNavigate } from '@tanstack/react-router'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { Page } from '@/components/page'
import { NoPermissionState } from '@/components/ui/states'
import { Gallery } from '@/features/workflows/templates/gallery'
import { templatesQuery } from '@/features/workflows/templates/requests'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/workflows_/templates')({
  validateSearch: z.object({
    /** The template that is looked at. */
    template: z.string().optional().catch(undefined),
  }),
  loader: ({ context: { queryClient } }) => {
    queryClient.query(templatesQuery).catch(() => undefined)
  },
  head: () => title('Templates'),
  component: TemplatesPage,
})

function TemplatesPage() {
  const { template } = Route.useSearch()
  const navigate = useNavigate()
  const mayRead = useMay('workflows.read')
  return (
    <Page title="Templates" parent={<Link to="/workflows">Workflows</Link>}>
      {mayRead ? (
        <Gallery
          open={template}
          onOpen={(id) =>
            void navigate({ to: '/workflows/templates', search: { template: id }, replace: true })
          }
        />
      ) : (
        <NoPermissionState />
      )}
    </Page>
  )
}
