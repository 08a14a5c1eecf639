import { createFileRoute, Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'

import { useMay } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { Page } from '@/components/page'
import { Button } from '@/components/ui/button'
import { NoPermissionState } from '@/components/ui/states'
import { RuleList } from '@/features/workflows/rules/list/rule-list'
import { rulesQuery } from '@/features/workflows/rules/requests'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/rules')({
  loader: ({ context: { queryClient } }) => {
    queryClient.query(rulesQuery).catch(() => undefined)
    queryClient.query(projectsQuery).catch(() => undefined)
  },
  head: () => title('Rules'),
  component: RulesPage,
})

function RulesPage() {
  const mayRead = useMay('rules.read')
  const mayManage = useMay('rules.manage')
  return (
    <Page
      title="Rules"
      actions={
        mayManage && (
          <Button asChild variant="primary">
            <Link to="/rules/new">
              <Plus aria-hidden />
              <span className="max-sm:sr-only">New rule</span>
            </Link>
          </Button>
        )
      }
    >
      {mayRead ? <RuleList /> : <NoPermissionState />}
    </Page>
  )
}
