import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api } from './colleagues'
import { newcomer, signedUp } from './people'

test('tells what happened, narrows it, and shows what changed', async ({ page }) => {
  const who = await signedUp(page)
  const api = await Api.as(page.request, who)
  const project = await api.send<{ id: string }>('POST', '/api/projects', {
    key: 'OPS',
    name: 'Operations',
  })
  const task = await api.send<{ id: string }>('POST', '/api/tasks', {
    project_id: project.id,
    title: 'Repair the door',
  })
  await api.send('PATCH', `/api/tasks/${task.id}`, { priority: 'high', title: 'Replace the door' })
  await page.goto('/')
  await page.getByRole('link', { name: 'Audit log' }).click()
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Ada Lovelace created OPS-1' })).toBeVisible()
  await expect(
    page.getByRole('link', { name: /Ada Lovelace created the project OPS/ }),
  ).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Kind' }).click()
  await page.getByRole('combobox').fill('task changed')
  await page.getByRole('option', { name: 'Task changed', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/kind=.*task\.changed/)
  await expect(page.getByRole('link', { name: 'Ada Lovelace created OPS-1' })).toBeHidden()

  await page.getByRole('link', { name: /^Ada Lovelace changed .*of OPS-1/ }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Title' })).toContainText(
    /From Repair the door.*to Replace the door/,
  )
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Priority' })).toContainText('High')
  await expect(sheet).toContainText('127.0.0.1')
  await expectAccessible(page, '[role=dialog]')

  // The address alone leads to the entry, also where the list does not have it.
  const address = new URL(page.url())
  address.searchParams.set('kind', '["session.started"]')
  await page.goto(address.href)
  await expect(page.getByRole('dialog')).toContainText('Replace the door')

  // Everything about that task.
  await page.getByRole('dialog').getByRole('link', { name: 'OPS-1' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('button', { name: /About.*OPS-1/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /OPS-1/ })).toHaveCount(2)
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page).toHaveURL(/\/audit$/)
})

test('finds a task by its key, and days by presets', async ({ page }) => {
  const who = await signedUp(page)
  const api = await Api.as(page.request, who)
  const project = await api.send<{ id: string }>('POST', '/api/projects', {
    key: 'OPS',
    name: 'Operations',
  })
  await api.send('POST', '/api/tasks', { project_id: project.id, title: 'Repair the door' })
  await page.goto('/audit')
  await page.getByRole('button', { name: 'About' }).click()
  await page.getByRole('combobox').fill('ops-7')
  await page.getByRole('option', { name: 'Task OPS-7' }).click()
  await expect(page.getByText('There is no task OPS-7')).toBeVisible()
  await page.getByRole('combobox').fill('ops-1')
  await page.getByRole('option', { name: 'Task OPS-1' }).click()
  await expect(page.getByRole('link', { name: /OPS-1/ })).toHaveCount(1)

  await page.getByRole('button', { name: 'Time' }).click()
  await page.getByRole('button', { name: 'Last 7 days' }).click()
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d/)
  await expect(page.getByRole('link', { name: /OPS-1/ })).toHaveCount(1)
  await page.goto('/audit?until=2020-01-01')
  await expect(page.getByText('No such entry')).toBeVisible()
  await expectAccessible(page)
})

test('scrolls through a long log, by keyboard too, and exports it', async ({ page }) => {
  const who = await signedUp(page)
  const api = await Api.as(page.request, who)
  const project = await api.send<{ id: string }>('POST', '/api/projects', {
    key: 'OPS',
    name: 'Operations',
  })
  await Promise.all(
    Array.from({ length: 130 }, (_, index) =>
      api.send('POST', '/api/tasks', { project_id: project.id, title: `Task ${index}` }),
    ),
  )
  await page.goto('/audit')
  const created = page.getByRole('link', { name: /created OPS-/ })
  await expect(created.first()).toBeVisible()
  // Only what is in sight is in the page.
  expect(await created.count()).toBeLessThan(60)
  await created.first().focus()
  for (let step = 1; step <= 5; step += 1) {
    await page.keyboard.press('ArrowDown')
    await expect(created.nth(step)).toBeFocused()
  }

  const oldest = page.getByRole('link', { name: /created the organization/ })
  await expect(async () => {
    await page.locator('#content').evaluate((content) => {
      content.scrollTop = content.scrollHeight
    })
    await expect(oldest).toBeVisible({ timeout: 500 })
  }).toPass()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  expect((await download).suggestedFilename()).toBe('audit.csv')
})

test('a refused sign-in is told, and who did it is not guessed', async ({ page }) => {
  const who = await signedUp(page)
  await page.request.post('/api/auth/login', {
    data: { email: who.email, password: `not ${newcomer().password}` },
  })
  await page.goto('/audit')
  await page.getByRole('link', { name: /A sign-in as Ada Lovelace was refused/ }).click()
  await expect(page.getByRole('dialog')).toContainText('Someone not signed in')
})
