import { Loading, Skeleton } from '@/components/ui/skeleton'

/** The shell before it knows who is there: the same measures, so that nothing moves afterwards. */
export function ShellPending() {
  return (
    <Loading what="Katalusis" className="flex h-dvh">
      <div className="hidden w-sidebar flex-col gap-2 border-r border-line p-3 lg:flex">
        <Skeleton className="mb-4 h-7 w-36" />
        <Skeleton className="h-7" />
        <Skeleton className="h-7 w-4/5" />
        <Skeleton className="h-7 w-3/5" />
      </div>
      <div className="flex-1">
        <div className="h-topbar border-b border-line bg-surface" />
        <div className="mx-auto grid max-w-3xl gap-3 p-8">
          <Skeleton className="h-6 w-48" />
          <Skeleton />
          <Skeleton className="w-5/6" />
        </div>
      </div>
    </Loading>
  )
}
