import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, HeadContent, Outlet } from '@tanstack/react-router'

import { PageError, PageNotFound } from '@/app/page-states'
import { RouteAnnouncer } from '@/app/route-announcer'
import { Toaster } from '@/components/ui/toaster'

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  head: () => ({ meta: [{ title: 'Katalusis' }] }),
  component: Root,
  errorComponent: (props) => (
    <main className="grid min-h-dvh place-items-center">
      <PageError {...props} />
    </main>
  ),
  notFoundComponent: () => (
    <main className="grid min-h-dvh place-items-center">
      <PageNotFound />
    </main>
  ),
})

function Root() {
  return (
    <>
      <HeadContent />
      <Outlet />
      <Toaster />
      <RouteAnnouncer />
    </>
  )
}
