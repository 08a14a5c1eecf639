import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'
import { z } from 'zod'

import { useMay, useMe } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { Page } from '@/components/page'
import { NoPermissionState } from '@/components/ui/states'
import { RuleEditor } from '@/features/workflows/rules/editor/rule-editor'
import { blank, example, EXAMPLES } from '@/features/workflows/rules/examples'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/rules_/new')({
  validateSearch: z.object({
    /** What it begins as. */
    example: z.enum(EXAMPLES).optional().catch(undefined),
  }),
  loader: ({ context: { queryClient } }) =>
    queryClient.query({ ...projectsQuery, staleTime: 'static' }),
  head: () => title('New rule'),
  component: NewRulePage,
})

function NewRulePage() {
  const { example: name } = Route.useSearch()
  const me = useMe()
  const mayManage = useMay('rules.manage')
  const { data: projects } = useSuspenseQuery(projectsQuery)
  const project = projects.find(({ archived }) => !archived)?.id
  return (
    <Page title="New rule" parent={<Link to="/rules">Rules</Link>}>
      {mayManage ? (
        <RuleEditor
          key={name ?? ''}
          begin={name ? example(name, { me: me.id, project }) : blank()}
        />
      ) : (
        <NoPermissionState />
      )}
    </Page>
  )
}
