import { createFileRoute } from '@tanstack/react-router'

import { useMe } from '@/api/me'
import { FirstRun } from '@/app/first-run'
import { HomeProjects } from '@/app/home-projects'
import { Page } from '@/components/page'
import { title } from '@/lib/title'

export const Route = createFileRoute('/_app/')({
  head: () => title('Home'),
  component: Home,
})

function Home() {
  const me = useMe()
  const firstName = me.name.split(' ')[0]
  return (
    <Page title="Home" layout="reading" className="max-w-5xl">
      <p className="mb-6 text-xl font-semibold">Hello, {firstName}</p>
      <FirstRun />
      <HomeProjects />
    </Page>
  )
}
