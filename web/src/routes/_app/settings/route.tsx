import { createFileRoute, Outlet } from '@tanstack/react-router'

import { Page } from '@/components/page'
import { SettingsNav } from '@/features/settings/settings-nav'

/** Around every page of the settings. */
export const Route = createFileRoute('/_app/settings')({
  component: SettingsLayout,
})

function SettingsLayout() {
  return (
    <Page title="Settings" layout="reading" className="max-w-5xl">
      <div className="flex flex-col gap-6 md:flex-row md:gap-10">
        <SettingsNav />
        <div className="min-w-0 flex-1">
          <Outlet />
        </div>
      </div>
    </Page>
  )
}
