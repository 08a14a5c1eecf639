import { CircleAlert, Lock, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import { asApiError } from '@/api/problem'
import { cn } from '@/lib/cn'

import { Button } from './button'

interface StateProps {
  icon: LucideIcon
  heading: string
  children?: ReactNode
  /** The next step: a button or a link that looks like one. */
  action?: ReactNode
  /** `h1` where it is all that the page has. */
  level?: 'h1' | 'h2'
  className?: string
}

/** A part of the page that has nothing to show, and what to do about it. */
export function EmptyState({
  icon: Icon,
  heading,
  children,
  action,
  level: Heading = 'h2',
  className,
}: StateProps) {
  return (
    <div
      className={cn(
        'mx-auto flex max-w-md flex-col items-center px-6 py-16 text-center',
        className,
      )}
    >
      <span className="mb-4 grid size-11 place-items-center rounded-xl bg-accent-soft text-accent-text">
        <Icon className="size-5" aria-hidden />
      </span>
      <Heading className="text-lg">{heading}</Heading>
      {children && <div className="mt-1 text-base text-pretty text-muted">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

interface ErrorStateProps {
  error: unknown
  /** Tries again; without it there is nothing to try. */
  onRetry?: (() => void) | undefined
  level?: 'h1' | 'h2'
  className?: string
}

/** What went wrong with a part of the page. A refusal is shown as such: there is nothing to retry. */
export function ErrorState({ error, onRetry, level: Heading = 'h2', className }: ErrorStateProps) {
  const problem = asApiError(error)
  if (problem.code === 'forbidden')
    return <NoPermissionState detail={problem.message} level={Heading} />
  return (
    <div
      role="alert"
      className={cn(
        'mx-auto flex max-w-md flex-col items-center px-6 py-16 text-center',
        className,
      )}
    >
      <span className="mb-4 grid size-11 place-items-center rounded-xl bg-danger-soft text-danger-text">
        <CircleAlert className="size-5" aria-hidden />
      </span>
      <Heading className="text-lg">{problem.title}</Heading>
      <p className="mt-1 text-base text-pretty text-muted">{problem.message}</p>
      {onRetry && (
        <Button className="mt-5" onClick={onRetry}>
          Try again
        </Button>
      )}
      <RequestId id={problem.requestId} className="mt-5" />
    </div>
  )
}

/** A page or part that the person's role does not reach. */
export function NoPermissionState({
  detail,
  level: Heading = 'h2',
  className,
}: {
  detail?: string
  level?: 'h1' | 'h2'
  className?: string
}) {
  return (
    <div
      className={cn(
        'mx-auto flex max-w-md flex-col items-center px-6 py-16 text-center',
        className,
      )}
    >
      <span className="mb-4 grid size-11 place-items-center rounded-xl bg-hover text-muted">
        <Lock className="size-5" aria-hidden />
      </span>
      <Heading className="text-lg">You have no access to this</Heading>
      <p className="mt-1 text-base text-pretty text-muted">
        {detail ?? 'Your role does not include it.'} An admin of your organization can change that.
      </p>
    </div>
  )
}

/** What to tell support. */
export function RequestId({ id, className }: { id: string; className?: string }) {
  if (!id) return null
  return (
    <p className={cn('text-xs text-muted', className)}>
      Request <code className="font-mono select-all">{id}</code>
    </p>
  )
}
