import { createFileRoute, Link } from '@tanstack/react-router'

import { Page } from '@/components/page'
import { Profiles } from '@/features/imports/profiles'
import { profilesQuery } from '@/features/imports/requests'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/imports_/profiles')({
  loader: ({ context: { queryClient } }) => {
    queryClient.query(profilesQuery).catch(() => undefined)
  },
  head: () => title('Import profiles'),
  component: ProfilesPage,
})

function ProfilesPage() {
  return (
    <Page title="Profiles" parent={<Link to="/imports">Imports</Link>}>
      <Profiles />
    </Page>
  )
}
