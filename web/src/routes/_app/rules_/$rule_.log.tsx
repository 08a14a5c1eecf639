import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'

import { Page } from '@/components/page'
import { RuleLog } from '@/features/workflows/rules/log/rule-log'
import { ruleLogQuery, ruleQuery } from '@/features/workflows/rules/requests'
import { RuleTabs } from '@/features/workflows/rules/rule-tabs'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/rules_/$rule_/log')({
  loader: ({ context: { queryClient }, params }) => {
    queryClient.infiniteQuery(ruleLogQuery(params.rule)).catch(() => undefined)
    return queryClient.query({ ...ruleQuery(params.rule), staleTime: 'static' })
  },
  head: ({ loaderData }) => title(loaderData ? `Log of ${loaderData.name}` : 'Log'),
  component: RuleLogPage,
})

function RuleLogPage() {
  const { rule: id } = Route.useParams()
  const { data: rule } = useSuspenseQuery(ruleQuery(id))
  return (
    <Page
      title={<span className="truncate">{rule.name}</span>}
      parent={<Link to="/rules">Rules</Link>}
    >
      <RuleTabs id={id} />
      <RuleLog id={id} />
    </Page>
  )
}
