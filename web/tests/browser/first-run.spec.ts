import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api } from './colleagues'
import { signedUp } from './people'

test('guides through the first steps, by what is really there', async ({ page }) => {
  const who = await signedUp(page)
  const guide = page.getByRole('region', { name: `Set up ${who.organization}` })
  await expect(guide.getByText('Three steps, a few minutes.')).toBeVisible()
  await expectAccessible(page)
  await guide.getByRole('button', { name: 'Create a project' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Operations')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(guide.getByText('1 of 3 done.')).toBeVisible()
  await expect(guide.getByRole('heading', { name: 'Create a project (done)' })).toBeVisible()

  // The sample is a real file, and imports.
  const sample = await page.request.get('/sample-tasks.csv')
  const api = await Api.as(page.request, who)
  const { items } = await api.send<{ items: { key: string; id: string }[] }>('GET', '/api/projects')
  await api.send('POST', '/api/tasks', { project_id: items[0]?.id, title: 'Repair the door' })
  expect((await sample.text()).split('\n')[0]).toContain('Title,Description,Status')
  await page.reload()
  await expect(guide.getByText('2 of 3 done.')).toBeVisible()
  await expectAccessible(page)

  await guide.getByRole('button', { name: 'Put the guide away' }).click()
  await expect(guide).toBeHidden()
  await page.reload()
  await expect(page.getByText('Hello, Ada')).toBeVisible()
  await expect(guide).toBeHidden()
})
