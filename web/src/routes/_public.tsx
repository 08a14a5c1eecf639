import { createFileRoute, Outlet } from '@tanstack/react-router'

import { PublicLayout } from '@/features/sign-in/public-layout'

export const Route = createFileRoute('/_public')({
  component: () => (
    <PublicLayout>
      <Outlet />
    </PublicLayout>
  ),
})
