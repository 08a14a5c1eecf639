import { ChevronDown, RotateCw, SkipForward, TriangleAlert } from 'lucide-react'

import type { Run } from '@/api/runs'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { toast } from '@/components/ui/toaster'
import { ago, writtenMoment } from '@/lib/days'

import type { Step } from '../definition'
import { exitsOf } from '../nodes/registry'
import type { Exit } from '../nodes/shape'

import { useMayManageRun, useRetryStep, useSkipStep } from './requests'
import type { Activity } from './stands'

interface IncidentProps {
  run: Run
  activity: Activity
  /** The step as it is drawn; a rule has none. */
  step: Step | undefined
  name: string
}

const ONLY_NEXT: Exit[] = [{ name: 'next', label: 'then', needed: true, many: false }]

/** Why a step cannot go on, and what a person can do about it. */
export function Incident({ run, activity, step, name }: IncidentProps) {
  const mayManage = useMayManageRun()(run)
  const retry = useRetryStep(run.id)
  const skip = useSkipStep(run.id)
  if (activity.doing.state !== 'stuck') return null
  const { failure, attempts, at } = activity.doing.incident
  const key = { node: activity.node, iteration: activity.iteration }
  const exits = step ? exitsOf(step.does) : ONLY_NEXT
  const pending = retry.isPending || skip.isPending
  return (
    <section
      aria-label={`${name} is stuck`}
      className="grid grid-cols-1 gap-2 rounded-md bg-danger-soft p-3 text-sm text-danger-text"
    >
      <p className="flex items-start gap-2">
        <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        <span className="min-w-0 break-words">
          <strong className="font-semibold">{name} cannot go on.</strong> {failure.message}
        </span>
      </p>
      <p className="pl-6 text-xs">
        {attempts > 0 && `Tried ${attempts === 1 ? 'once' : `${attempts} times`}, `}
        <time dateTime={at} title={writtenMoment(at)}>
          {ago(at)}
        </time>
      </p>
      {mayManage && (
        <div className="flex flex-wrap gap-2 pl-6">
          {/* Nobody else comes to a join because it is looked at again. */}
          {step?.does.kind !== 'join' && (
            <Button
              size="sm"
              pending={retry.isPending}
              disabled={pending}
              onClick={() => {
                retry.mutate(key, { onSuccess: () => toast.success(`${name} is tried again`) })
              }}
            >
              <RotateCw aria-hidden />
              Retry
            </Button>
          )}
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button size="sm" pending={skip.isPending} disabled={pending}>
                <SkipForward aria-hidden />
                Skip
                <ChevronDown aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="start">
              {exits.map((exit) => (
                <DropdownMenuItem
                  key={exit.name}
                  onSelect={() => {
                    skip.mutate(
                      { at: key, exit: exit.name },
                      { onSuccess: () => toast.success(`${name} is skipped`) },
                    )
                  }}
                >
                  {exit.name === 'next' ? 'Go on as if it were done' : `Go on “${exit.label}”`}
                </DropdownMenuItem>
              ))}
            </DropdownMenuContent>
          </DropdownMenu>
        </div>
      )}
    </section>
  )
}
