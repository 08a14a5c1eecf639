import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
} from '@tanstack/react-table'

import type { Project } from '@/api/projects'
import { localDay, writtenDay } from '@/lib/days'

import type { Sort } from '../search'
import type { ListTask } from '../task'

import {
  AssigneesCell,
  CustomCell,
  DueCell,
  KeyCell,
  PriorityCell,
  ProjectCell,
  StatusCell,
  TagsCell,
  TitleCell,
} from './cells'

export const features = tableFeatures({
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
})

const helper = createColumnHelper<typeof features, ListTask>()

/** By which the server can order, for columns that have such a field. */
export const SORT_BY: Record<string, Sort | undefined> = {
  key: 'number',
  title: 'title',
  status: 'status',
  priority: 'priority',
  due: 'due_at',
  start: 'start_at',
  created: 'created_at',
  updated: 'updated_at',
}

/** Not shown until someone asks for them. */
export const HIDDEN_AT_FIRST = ['start', 'created']

/** The columns of the list; those of custom fields only where one project's tasks stand. */
export function listColumns(project: Project | undefined) {
  const day = (moment: string | null | undefined) =>
    moment && <span className="text-muted tabular-nums">{writtenDay(localDay(moment))}</span>
  return helper.columns([
    helper.display({
      id: 'key',
      header: 'Key',
      size: keyWidth(project),
      minSize: 64,
      cell: ({ row }) => <KeyCell task={row.original} />,
    }),
    helper.display({
      id: 'title',
      header: 'Title',
      size: 340,
      minSize: 160,
      enableHiding: false,
      cell: ({ row }) => <TitleCell task={row.original} />,
    }),
    helper.display({
      id: 'status',
      header: 'Status',
      size: 128,
      minSize: 96,
      cell: ({ row }) => <StatusCell task={row.original} />,
    }),
    helper.display({
      id: 'priority',
      header: 'Priority',
      size: 108,
      minSize: 88,
      cell: ({ row }) => <PriorityCell task={row.original} />,
    }),
    helper.display({
      id: 'assignees',
      header: 'Assignees',
      size: 150,
      minSize: 72,
      cell: ({ row }) => <AssigneesCell task={row.original} />,
    }),
    helper.display({
      id: 'due',
      header: 'Due',
      size: 124,
      minSize: 100,
      cell: ({ row }) => <DueCell task={row.original} />,
    }),
    helper.display({
      id: 'start',
      header: 'Start',
      size: 110,
      minSize: 90,
      cell: ({ row }) => day(row.original.start_at),
    }),
    helper.display({
      id: 'tags',
      header: 'Tags',
      size: 170,
      minSize: 80,
      cell: ({ row }) => <TagsCell task={row.original} />,
    }),
    ...(project
      ? project.custom_fields.map((field) =>
          helper.display({
            id: `custom.${field.key}`,
            header: field.name,
            size: 130,
            minSize: 80,
            cell: ({ row }) => <CustomCell task={row.original} field={field} />,
          }),
        )
      : [
          helper.display({
            id: 'project',
            header: 'Project',
            size: 160,
            minSize: 80,
            cell: ({ row }) => <ProjectCell task={row.original} />,
          }),
        ]),
    helper.display({
      id: 'created',
      header: 'Created',
      size: 112,
      minSize: 90,
      cell: ({ row }) => day(row.original.created_at),
    }),
    helper.display({
      id: 'updated',
      header: 'Changed',
      size: 112,
      minSize: 90,
      cell: ({ row }) => day(row.original.updated_at),
    }),
  ])
}

/** Room for a key of six digits; without a project for one that is as long as most. */
function keyWidth(project: Project | undefined): number {
  const letters = project?.key.length ?? 4
  return Math.max(84, 68 + 8 * letters)
}
