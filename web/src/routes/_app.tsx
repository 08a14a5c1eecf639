import { createFileRoute, redirect } from '@tanstack/react-router'
import { z } from 'zod'

import { meQuery, permissionsQuery } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { Shell } from '@/app/shell'
import { ShellPending } from '@/app/shell-pending'
import { resumeSession } from '@/session/session'

export const Route = createFileRoute('/_app')({
  /** `?task=OPS-42` opens a task over any page. */
  validateSearch: z.object({ task: z.string().optional().catch(undefined) }),
  beforeLoad: async ({ location }) => {
    if (await resumeSession()) return
    const next = location.href === '/' ? undefined : location.href
    throw redirect({ to: '/sign-in', search: { next }, replace: true })
  },
  loader: async ({ context: { queryClient } }) => {
    await Promise.all([
      queryClient.query({ ...meQuery, staleTime: 'static' }),
      queryClient.query({ ...permissionsQuery, staleTime: 'static' }),
      queryClient.query({ ...projectsQuery, staleTime: 'static' }),
    ])
  },
  pendingComponent: ShellPending,
  component: Shell,
})
