import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, Plus, Zap } from 'lucide-react'

import { useMay, useMe } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'

import { eventLabel } from '../draft'
import { example, EXAMPLES } from '../examples'

/** What to do while there is no rule. */
export function NoRules() {
  const mayManage = useMay('rules.manage')
  return (
    <>
      <EmptyState
        icon={Zap}
        heading="No rule yet"
        className="pb-8"
        action={
          mayManage && (
            <Button asChild variant="primary">
              <Link to="/rules/new">
                <Plus aria-hidden />
                Create rule
              </Link>
            </Button>
          )
        }
      >
        A rule does something by itself: when a task is created or changes, if it is one that you
        mean, then it is assigned, tagged, commented on, or someone is told.
      </EmptyState>
      {mayManage && <Examples />}
    </>
  )
}

function Examples() {
  const me = useMe()
  const { data: projects } = useQuery(projectsQuery)
  return (
    <section aria-labelledby="examples" className="mx-auto w-full max-w-3xl px-4 pb-12">
      <h2 id="examples" className="mb-3 text-sm text-muted">
        Or begin with one of these
      </h2>
      <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {EXAMPLES.map((name) => {
          const rule = example(name, { me: me.id, project: projects?.[0]?.id })
          return (
            <li key={name}>
              <Link
                to="/rules/new"
                search={{ example: name }}
                className="group flex h-full items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 transition-colors hover:border-line-strong hover:bg-hover"
              >
                <span className="min-w-0 flex-1">
                  <span className="block text-sm font-medium text-pretty">{rule.name}</span>
                  <span className="block text-xs text-muted">{eventLabel(rule.when)}</span>
                </span>
                <ArrowRight className="size-4 shrink-0 text-muted" aria-hidden />
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
