import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { usePeopleById } from '@/api/people'
import { projectsQuery } from '@/api/projects'
import { Avatar } from '@/components/ui/avatar'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { Switch } from '@/components/ui/switch'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table'
import { toast } from '@/components/ui/toaster'

import { shapeOf } from '../../nodes/registry'
import { listed } from '../../nodes/words'
import { eventLabel } from '../draft'
import { type Rule, rulesQuery, useChangeRule, useMayChangeRule } from '../requests'

import { ConditionWords } from './condition-words'
import { DeleteRule } from './delete-rule'
import { NoRules } from './no-rules'

/** The rules of the organization. */
export function RuleList() {
  const rules = useQuery(rulesQuery)
  if (rules.isPending) return <Pending />
  if (rules.isError) {
    return <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />
  }
  if (rules.data.length === 0) return <NoRules />
  return (
    <Table aria-label="Rules">
      <TableHead>
        <tr className="border-b border-line">
          <TableHeader className="pl-4">Name</TableHeader>
          <TableHeader className="max-md:hidden">When</TableHeader>
          <TableHeader className="max-md:hidden">If</TableHeader>
          <TableHeader>Enabled</TableHeader>
          <TableHeader className="max-lg:hidden">Made by</TableHeader>
          <TableHeader className="pr-4 text-right">
            <span className="sr-only">Actions</span>
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {rules.data.map((rule) => (
          <Row key={rule.id} rule={rule} />
        ))}
      </TableBody>
    </Table>
  )
}

function Row({ rule }: { rule: Rule }) {
  const people = usePeopleById()
  const { data: projects } = useQuery(projectsQuery)
  const author = people.get(rule.created_by)?.name ?? 'Someone'
  const project = projects?.find(({ id }) => id === rule.project_id)?.name
  const when = (
    <>
      {eventLabel(rule.when)}
      {project && <span className="text-muted"> in {project}</span>}
    </>
  )
  return (
    <TableRow className="h-15">
      <TableCell className="max-w-0 pl-4 max-md:w-full md:w-1/3">
        <Link
          to="/rules/$rule"
          params={{ rule: rule.id }}
          className="block truncate font-medium underline-offset-4 hover:underline"
          title={rule.name}
        >
          {rule.name}
        </Link>
        <p className="truncate text-xs text-muted max-md:hidden">
          {listed(rule.then.map(({ kind }) => shapeOf(kind).title))}
        </p>
        <div className="mt-0.5 text-xs text-muted md:hidden">
          <p>{when}</p>
          <ConditionWords rule={rule} />
        </div>
      </TableCell>
      <TableCell className="max-w-56 max-md:hidden">{when}</TableCell>
      <TableCell className="max-w-96 min-w-48 max-md:hidden">
        <ConditionWords rule={rule} />
      </TableCell>
      <TableCell>
        <EnabledSwitch rule={rule} />
      </TableCell>
      <TableCell className="max-w-48 max-lg:hidden">
        <span className="flex items-center gap-2">
          <Avatar name={author} size="sm" />
          <span className="truncate">{author}</span>
        </span>
      </TableCell>
      <TableCell className="w-px pr-4 text-right">
        <DeleteRule rule={rule} />
      </TableCell>
    </TableRow>
  )
}

/** Whether it looks at all. */
function EnabledSwitch({ rule }: { rule: Rule }) {
  const mayChange = useMayChangeRule()(rule)
  const change = useChangeRule()
  return (
    <Switch
      aria-label={`${rule.name} is enabled`}
      checked={rule.enabled}
      disabled={!mayChange || change.isPending}
      onCheckedChange={(enabled) => {
        change.mutate(
          { rule, patch: { enabled } },
          {
            onSuccess: () => {
              toast.success(
                enabled
                  ? `${rule.name} is enabled`
                  : `${rule.name} is disabled: it looks at nothing any more`,
              )
            },
          },
        )
      }}
    />
  )
}

function Pending() {
  return (
    <Loading what="rules" className="grid gap-2 px-4 py-3">
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-15 rounded-md" />
      ))}
    </Loading>
  )
}
