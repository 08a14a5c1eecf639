import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'
import { z } from 'zod'

import { Page } from '@/components/page'
import { ImportView } from '@/features/imports/import-view'
import { importQuery } from '@/features/imports/requests'
import { STEPS, VERDICTS } from '@/features/imports/states'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/imports_/$import')({
  validateSearch: z.object({
    step: z.enum(STEPS).optional().catch(undefined),
    /** Which rows are shown. */
    verdict: z
      .enum([...VERDICTS, 'all'])
      .optional()
      .catch(undefined),
  }),
  loader: ({ context: { queryClient }, params }) =>
    queryClient.query({ ...importQuery(params.import), staleTime: 'static' }),
  head: ({ loaderData }) => title(loaderData?.file.name ?? 'Import'),
  component: ImportPage,
})

function ImportPage() {
  const { import: id } = Route.useParams()
  const search = Route.useSearch()
  const { data: import_ } = useSuspenseQuery(importQuery(id))
  return (
    <Page
      title={<span className="truncate">{import_.file.name}</span>}
      parent={<Link to="/imports">Imports</Link>}
    >
      <ImportView key={id} import_={import_} search={search} />
    </Page>
  )
}
