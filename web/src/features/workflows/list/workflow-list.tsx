import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, SearchX, Workflow as WorkflowIcon } from 'lucide-react'

import { useMay } from '@/api/me'
import { usePeopleById } from '@/api/people'
import { SearchField } from '@/components/search-field'
import { Avatar } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'
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
import { ago, writtenMoment } from '@/lib/days'

import { useChangeWorkflow, useMayChange, type WorkflowSummary, workflowsQuery } from '../requests'
import { showCreateWorkflow } from '../show-create-workflow'

import { ImportButton } from './import-button'
import { WorkflowActions } from './workflow-actions'

interface WorkflowListProps {
  /** What their names contain. */
  search: string
  onSearch: (text: string) => void
}

/** The workflows of the organization. */
export function WorkflowList({ search, onSearch }: WorkflowListProps) {
  const workflows = useQuery(workflowsQuery)
  const mayManage = useMay('workflows.manage')
  if (workflows.isPending) return <Pending />
  if (workflows.isError) {
    return <ErrorState error={workflows.error} onRetry={() => void workflows.refetch()} />
  }
  if (workflows.data.length === 0) {
    return (
      <EmptyState
        icon={WorkflowIcon}
        heading="No workflow yet"
        action={
          mayManage && (
            <>
              <Button variant="primary" onClick={showCreateWorkflow}>
                <Plus aria-hidden />
                Create workflow
              </Button>
              <ImportButton />
            </>
          )
        }
      >
        Draw what happens when a task is created, a file is imported or a day begins: who is asked,
        who is told, and what follows. Publish it, and it runs by itself.
      </EmptyState>
    )
  }
  const wanted = search.trim().toLowerCase()
  const shown = workflows.data.filter(({ name }) => name.toLowerCase().includes(wanted))
  return (
    <>
      <div className="border-b border-line px-4 py-2">
        <SearchField
          label="Find a workflow"
          value={search}
          onSearch={onSearch}
          className="max-w-72"
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState
          icon={SearchX}
          heading="No workflow is called so"
          action={
            <Button
              onClick={() => {
                onSearch('')
              }}
            >
              Show all
            </Button>
          }
        />
      ) : (
        <WorkflowTable workflows={shown} />
      )}
    </>
  )
}

function WorkflowTable({ workflows }: { workflows: WorkflowSummary[] }) {
  return (
    <Table aria-label="Workflows">
      <TableHead>
        <tr className="border-b border-line">
          <TableHeader className="pl-4">Name</TableHeader>
          <TableHeader className="max-sm:hidden">Published</TableHeader>
          <TableHeader>Enabled</TableHeader>
          <TableHeader className="max-md:hidden">Changed</TableHeader>
          <TableHeader className="max-lg:hidden">Made by</TableHeader>
          <TableHeader className="pr-4 text-right">
            <span className="sr-only">Actions</span>
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {workflows.map((workflow) => (
          <Row key={workflow.id} workflow={workflow} />
        ))}
      </TableBody>
    </Table>
  )
}

function Row({ workflow }: { workflow: WorkflowSummary }) {
  const people = usePeopleById()
  const author = people.get(workflow.created_by)?.name ?? 'Someone'
  return (
    <TableRow className="h-13">
      <TableCell className="max-w-0 pl-4 sm:w-1/2">
        <Link
          to="/workflows/$workflow"
          params={{ workflow: workflow.id }}
          className="block truncate font-medium underline-offset-4 hover:underline"
          title={workflow.name}
        >
          {workflow.name}
        </Link>
        {workflow.description && (
          <p className="truncate text-xs text-muted">{workflow.description}</p>
        )}
        <p className="mt-1 sm:hidden">
          <PublishedBadge workflow={workflow} />
        </p>
      </TableCell>
      <TableCell className="whitespace-nowrap max-sm:hidden">
        <PublishedBadge workflow={workflow} />
      </TableCell>
      <TableCell>
        <EnabledSwitch workflow={workflow} />
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted max-md:hidden">
        <time dateTime={workflow.updated_at} title={writtenMoment(workflow.updated_at)}>
          {ago(workflow.updated_at)}
        </time>
      </TableCell>
      <TableCell className="max-w-48 max-lg:hidden">
        <span className="flex items-center gap-2">
          <Avatar name={author} size="sm" />
          <span className="truncate">{author}</span>
        </span>
      </TableCell>
      <TableCell className="w-px pr-4 text-right">
        <WorkflowActions workflow={workflow} />
      </TableCell>
    </TableRow>
  )
}

export function PublishedBadge({ workflow }: { workflow: WorkflowSummary }) {
  return typeof workflow.published === 'number' ? (
    <Badge tone="success">Version {workflow.published}</Badge>
  ) : (
    <Badge>Draft</Badge>
  )
}

/** Whether what happens begins runs. */
function EnabledSwitch({ workflow }: { workflow: WorkflowSummary }) {
  const mayChange = useMayChange()(workflow)
  const change = useChangeWorkflow()
  return (
    <Switch
      aria-label={`${workflow.name} is enabled`}
      checked={workflow.enabled}
      disabled={!mayChange || change.isPending}
      onCheckedChange={(enabled) => {
        change.mutate(
          { workflow, patch: { enabled } },
          {
            onSuccess: () => {
              toast.success(
                enabled
                  ? `${workflow.name} is enabled`
                  : `${workflow.name} is disabled: it begins no runs any more`,
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
    <Loading what="workflows" className="grid gap-2 px-4 py-3">
      <Skeleton className="h-8 w-72" />
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-13 rounded-md" />
      ))}
    </Loading>
  )
}
