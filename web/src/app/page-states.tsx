import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Compass } from 'lucide-react'

import { asApiError } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { EmptyState, ErrorState } from '@/components/ui/states'

/** While a page loads that has no skeleton of its own. */
export function PagePending() {
  return (
    <Loading what="the page" className="mx-auto grid w-full max-w-3xl gap-3 p-6">
      <Skeleton className="h-6 w-48" />
      <Skeleton className="w-full" />
      <Skeleton className="w-5/6" />
      <Skeleton className="w-2/3" />
    </Loading>
  )
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  if (asApiError(error).code === 'not_found') return <PageNotFound />
  return (
    <ErrorState
      level="h1"
      error={error}
      onRetry={() => {
        queries.reset()
        reset()
        void router.invalidate()
      }}
    />
  )
}

export function PageNotFound() {
  return (
    <EmptyState
      icon={Compass}
      level="h1"
      heading="There is nothing here"
      action={
        <Button asChild>
          <Link to="/">Go to the start page</Link>
        </Button>
      }
    >
      The page was removed, never existed, or belongs to another organization.
    </EmptyState>
  )
}
