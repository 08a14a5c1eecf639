import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api, joined } from './colleagues'
import { newcomer, signedUp } from './people'

test('tells of a mention and an assignment, and remembers what was read', async ({
  page,
  browser,
}) => {
  const who = await signedUp(page)
  const api = await Api.as(page.request, who)
  const email = newcomer().email
  const grace = await joined(browser, api, { name: 'Grace Hopper', email, role: 'user' })
  await grace.getByRole('link', { name: 'Inbox' }).click()
  await expect(grace.getByText('Nothing here yet')).toBeVisible()
  await expectAccessible(grace)

  const { items } = await api.send<{ items: { id: string; email: string }[] }>('GET', '/api/users')
  const her = items.find((person) => person.email === email)?.id ?? ''
  const project = await api.send<{ id: string }>('POST', '/api/projects', {
    key: 'OPS',
    name: 'Operations',
  })
  const task = await api.send<{ id: string }>('POST', '/api/tasks', {
    project_id: project.id,
    title: 'Repair the door',
    assignees: [her],
  })
  await api.send('POST', `/api/tasks/${task.id}/comments`, {
    body: `@[Grace Hopper](user:${her}), can you look at this?`,
  })
  // The badge is asked for when the page comes back into sight.
  const badge = grace.getByRole('navigation', { name: 'Main' }).getByText('2', { exact: false })
  await expect(async () => {
    await grace.reload()
    await expect(badge).toBeVisible({ timeout: 2_000 })
  }).toPass()
  const mention = grace.getByRole('listitem').filter({ hasText: 'Ada Lovelace mentioned you' })
  await expect(mention).toContainText('can you look at this?')
  await expect(grace.getByText('Ada Lovelace assigned it to you')).toBeVisible()
  await expect(grace.getByRole('heading', { name: 'Today' })).toBeVisible()
  await expectAccessible(grace)

  await mention.getByRole('link').click()
  await expect(grace).toHaveURL(/\/tasks\?task=OPS-1/)
  await grace.goto('/inbox?show=unread')
  await expect(grace.getByText('Ada Lovelace assigned it to you')).toBeVisible()
  await expect(grace.getByText('Ada Lovelace mentioned you')).toBeHidden()

  await grace.getByRole('button', { name: 'All', exact: true }).click()
  await mention.hover()
  await grace.getByRole('button', { name: 'Mark as unread: Repair the door' }).click()
  await expect(mention.getByText('Unread:')).toBeAttached()
  await grace.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(grace.getByText('Unread:')).toHaveCount(0)
  await grace.getByRole('button', { name: 'Unread', exact: true }).click()
  await expect(grace.getByText('Everything is read')).toBeVisible()
  await expectAccessible(grace)
})
