import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'

import { projectsQuery } from '@/api/projects'
import { Page } from '@/components/page'
import { RuleEditor } from '@/features/workflows/rules/editor/rule-editor'
import { ruleQuery } from '@/features/workflows/rules/requests'
import { RuleTabs } from '@/features/workflows/rules/rule-tabs'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/rules_/$rule')({
  loader: async ({ context: { queryClient }, params }) => {
    const [rule] = await Promise.all([
      queryClient.query({ ...ruleQuery(params.rule), staleTime: 0 }),
      queryClient.query({ ...projectsQuery, staleTime: 'static' }),
    ])
    return rule
  },
  head: ({ loaderData }) => title(loaderData?.name ?? 'Rule'),
  component: RulePage,
})

function RulePage() {
  const { rule: id } = Route.useParams()
  const { data: rule } = useSuspenseQuery(ruleQuery(id))
  return (
    <Page
      title={<span className="truncate">{rule.name}</span>}
      parent={<Link to="/rules">Rules</Link>}
    >
      <RuleTabs id={id} />
      <RuleEditor key={id} begin={rule} rule={rule} />
    </Page>
  )
}
