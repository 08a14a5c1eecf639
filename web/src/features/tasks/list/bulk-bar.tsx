import { ArchiveRestore, CircleDashed, Flag, Tag, Trash2, UserRoundPlus, X } from 'lucide-react'
import { useState } from 'react'

import { asTag } from '@/api/tags'
import { OptionPicker } from '@/components/option-picker'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'

import { PRIORITY_OPTIONS, STATUS_OPTIONS, usePersonOptions, useTagOptions } from '../parts/options'
import type { ListTask, Priority, Status } from '../task'

import { type Changes, type Refused, useBulkChange, useRestoreMany } from './bulk'

interface BulkBarProps {
  tasks: ListTask[]
  project: string | undefined
  isBin: boolean
  onClear: () => void
}

/** What can be done with all that are selected. */
export function BulkBar({ tasks, project, isBin, onClear }: BulkBarProps) {
  const [refused, setRefused] = useState<{ list: Refused[]; total: number }>()
  const tell = (list: Refused[], total: number) => {
    setRefused({ list, total })
  }
  const bulk = useBulkChange(tell)
  const restore = useRestoreMany(tell)
  const people = usePersonOptions()
  const tags = useTagOptions(project)
  const isPending = bulk.isPending || restore.isPending
  const all = (has: (task: ListTask) => boolean) => tasks.length > 0 && tasks.every(has)
  const apply = (change: Changes) => {
    bulk.mutate({ tasks, change })
  }
  return (
    <>
      {tasks.length > 0 && (
        <div
          role="toolbar"
          aria-label="Selected tasks"
          className="absolute inset-x-2 bottom-3 z-20 mx-auto flex w-fit max-w-[calc(100%-1rem)] animate-pop-in items-center gap-1 rounded-xl border border-line-strong bg-raised p-1.5 shadow-3"
        >
          <span
            className="px-2 text-sm font-medium whitespace-nowrap tabular-nums"
            aria-live="polite"
          >
            {tasks.length} selected
          </span>
          {isBin ? (
            <Button
              size="sm"
              variant="ghost"
              pending={isPending}
              onClick={() => {
                restore.mutate(tasks, { onSuccess: onClear })
              }}
            >
              <ArchiveRestore aria-hidden />
              Restore
            </Button>
          ) : (
            <>
              <OptionPicker
                label="Status"
                options={STATUS_OPTIONS}
                selected={STATUS_OPTIONS.filter(({ value }) => all((t) => t.status === value)).map(
                  ({ value }) => value,
                )}
                choice="one"
                onChange={([status]) => {
                  apply({ status: status as Status })
                }}
              >
                <Button size="sm" variant="ghost" disabled={isPending}>
                  <CircleDashed aria-hidden />
                  <span className="max-sm:sr-only">Status</span>
                </Button>
              </OptionPicker>
              <OptionPicker
                label="Priority"
                options={PRIORITY_OPTIONS}
                selected={PRIORITY_OPTIONS.filter(({ value }) =>
                  all((t) => t.priority === value),
                ).map(({ value }) => value)}
                choice="one"
                onChange={([priority]) => {
                  apply({ priority: priority as Priority })
                }}
              >
                <Button size="sm" variant="ghost" disabled={isPending}>
                  <Flag aria-hidden />
                  <span className="max-sm:sr-only">Priority</span>
                </Button>
              </OptionPicker>
              <OptionPicker
                label="Assignees"
                options={people}
                selected={people
                  .filter(({ value }) => all((t) => t.assignees.includes(value)))
                  .map(({ value }) => value)}
                choice="one"
                onChange={([person = '']) => {
                  const everywhere = all((task) => task.assignees.includes(person))
                  apply(everywhere ? { remove_assignees: [person] } : { add_assignees: [person] })
                }}
              >
                <Button size="sm" variant="ghost" disabled={isPending}>
                  <UserRoundPlus aria-hidden />
                  <span className="max-sm:sr-only">Assign</span>
                </Button>
              </OptionPicker>
              <OptionPicker
                label="Tags"
                options={tags}
                selected={tags
                  .filter(({ value }) => all((t) => t.tags.includes(value)))
                  .map(({ value }) => value)}
                choice="one"
                onCreate={asTag}
                onChange={([tag = '']) => {
                  const everywhere = all((task) => task.tags.includes(tag))
                  apply(everywhere ? { remove_tags: [tag] } : { add_tags: [tag] })
                }}
              >
                <Button size="sm" variant="ghost" disabled={isPending}>
                  <Tag aria-hidden />
                  <span className="max-sm:sr-only">Tags</span>
                </Button>
              </OptionPicker>
              <Button
                size="sm"
                variant="ghost"
                className="text-danger-text hover:text-danger-text"
                pending={isPending}
                onClick={() => {
                  bulk.mutate({ tasks, change: { delete: true } }, { onSuccess: onClear })
                }}
              >
                <Trash2 aria-hidden />
                <span className="max-sm:sr-only">Move to the bin</span>
              </Button>
            </>
          )}
          <Button size="icon-sm" variant="ghost" aria-label="Select none" onClick={onClear}>
            <X aria-hidden />
          </Button>
        </div>
      )}
      <Dialog
        open={refused !== undefined}
        onOpenChange={() => {
          setRefused(undefined)
        }}
      >
        <DialogContent
          heading={`${refused?.list.length ?? 0} of ${refused?.total ?? 0} stayed as they were`}
          lead="The others are done."
        >
          <ul className="scroll-quiet max-h-80 divide-y divide-line overflow-y-auto">
            {refused?.list.map(({ key, why }) => (
              <li key={key} className="flex gap-3 py-1.5 text-sm">
                <span className="w-20 shrink-0 font-medium tabular-nums">{key}</span>
                <span className="text-muted">{why}</span>
              </li>
            ))}
          </ul>
        </DialogContent>
      </Dialog>
    </>
  )
}
