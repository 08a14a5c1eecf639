import { type Browser, expect, type Page, test } from '@playwright/test'

import { Api, joined } from './colleagues'
import { toCheck } from './import-steps'
import { newcomer } from './people'
import { type Beside, card, column, withTasks } from './tasks'

test.describe.configure({ timeout: 180_000 })

/** Ada's project, and Grace in a browser of her own. */
async function two(
  page: Page,
  browser: Browser,
  request: Parameters<typeof withTasks>[1],
): Promise<{ api: Beside; grace: Page }> {
  const { api, who } = await withTasks(page, request)
  const admin = await Api.as(request, who)
  const { email } = newcomer()
  const grace = await joined(browser, admin, { name: 'Grace Hopper', email, role: 'user' })
  return { api, grace }
}

test('two people change a task at once: the second is told, sees it, and tries again', async ({
  page,
  browser,
  request,
}) => {
  const { api, grace } = await two(page, browser, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/projects/OPS?view=list')
  const row = page.getByRole('row', { name: /OPS-1/ })
  await expect(row).toBeVisible()

  await grace.goto('/projects/OPS')
  await card(grace, 'OPS-1').dragTo(column(grace, 'In progress'))
  await expect(column(grace, 'In progress, 1 tasks')).toBeVisible()
  await expect.poll(async () => (await api.read('OPS-1'))['status']).toBe('in_progress')

  const choosePriority = async () => {
    await row.getByRole('button', { name: /^Priority/ }).click()
    await page.getByRole('option', { name: 'High' }).click()
  }
  await choosePriority()
  await expect(page.getByText('OPS-1 was changed by someone else')).toBeVisible()
  await expect(row).toContainText('In progress')
  await expect(row).toContainText('Medium')
  await choosePriority()
  await expect(row).toContainText('High')
  await expect
    .poll(() => api.read('OPS-1'))
    .toMatchObject({ status: 'in_progress', priority: 'high' })

  // The other way round, on the board.
  await card(grace, 'OPS-1').dragTo(column(grace, 'Completed'))
  await expect(grace.getByText('OPS-1 was changed by someone else')).toBeVisible()
  await expect(column(grace, 'In progress, 1 tasks')).toBeVisible()
  await card(grace, 'OPS-1').dragTo(column(grace, 'Completed'))
  await expect(column(grace, 'Completed, 1 tasks')).toBeVisible()
})

test('two people map one file at once, and both changes are kept', async ({
  page,
  browser,
  request,
}) => {
  const { grace } = await two(page, browser, request)
  await toCheck(page, 'Title,Alpha,Beta\nCall,one,two\n')
  await expect(page.getByRole('heading', { name: '1 task will be created' })).toBeVisible()
  const address = page.url().replace('step=check', 'step=map')
  const field = (of: Page, name: string) => of.getByRole('combobox', { name: `Field for ${name}` })
  const choose = async (of: Page, name: string, target: string) => {
    await field(of, name).click()
    await of.getByRole('option', { name: target, exact: true }).click()
  }
  await Promise.all([page.goto(address), grace.goto(address)])
  await expect(field(page, 'Alpha')).toBeVisible()
  await expect(field(grace, 'Alpha')).toBeVisible()
  await choose(page, 'Alpha', 'Description')
  await expect(page.getByRole('table', { name: 'What the first rows become' })).toContainText('one')
  await expect(page.getByText('Planning again')).toBeHidden()

  await choose(grace, 'Beta', 'Tags')
  await expect(grace.getByText('Someone else changed this mapping, too.')).toBeVisible()
  await expect(field(grace, 'Alpha')).toHaveText('Description')
  await expect(field(grace, 'Beta')).toHaveText('Tags')
  await expect(grace.getByText('Planning again')).toBeHidden()
  await page.reload()
  await expect(field(page, 'Alpha')).toHaveText('Description')
  await expect(field(page, 'Beta')).toHaveText('Tags')
})

test('an import that someone else carried out is not carried out again', async ({
  page,
  browser,
  request,
}) => {
  const { grace } = await two(page, browser, request)
  await toCheck(page, 'Title\nCall\nWrite\n')
  const order = page.getByRole('button', { name: 'Import 2 rows' })
  await expect(order).toBeEnabled()
  await grace.goto(page.url())
  await grace.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(grace.getByRole('heading', { name: '2 tasks created' })).toBeVisible()
  await order.click()
  await expect(page.getByText('Only a planned import can be committed')).toBeVisible()
  await expect(page.getByRole('heading', { name: '2 tasks created' })).toBeVisible()
  await page.getByRole('link', { name: 'See the tasks' }).click()
  await expect(column(page, 'New, 2 tasks')).toBeVisible()
})

test('a session that ends while rows are mended loses none of it', async ({ page, request }) => {
  let token = ''
  page.on('request', (sent) => {
    token = sent.headers()['authorization']?.replace('Bearer ', '') ?? token
  })
  const { who } = await withTasks(page, request)
  await toCheck(page, 'Title,Due\nCall,next week\nWrite,2027-01-31\n')
  await page.getByLabel('Due in row 2').fill('2027-01-30')
  await expect(page.getByText('1 cell mended')).toBeVisible()

  const elsewhere = await Api.as(request, who)
  await elsewhere.send('DELETE', '/api/auth/sessions')
  const asPage = { headers: { authorization: `Bearer ${token}` } }
  await expect.poll(async () => (await request.get('/api/auth/me', asPage)).status()).toBe(401)

  await page.getByRole('button', { name: 'Check again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password', { exact: true }).fill(who.password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: '2 tasks will be created' })).toBeVisible()
  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(page.getByRole('heading', { name: '2 tasks created' })).toBeVisible()
})

test('a renewal whose answer is lost on the way ends no session', async ({
  page,
  context,
  request,
}) => {
  await withTasks(page, request)
  const before = await context.cookies()
  let lost = 0
  await page.route(
    '**/api/auth/refresh',
    async (route) => {
      // The server has made the next token; the browser keeps the one that it had.
      await route.fetch()
      await context.clearCookies()
      await context.addCookies(before)
      lost += 1
      await route.abort()
    },
    { times: 1 },
  )
  await page.reload()
  await expect(page.getByText('Hello, Ada')).toBeVisible()
  expect(lost).toBe(1)
  // And it can be renewed again.
  await page.reload()
  await expect(page.getByText('Hello, Ada')).toBeVisible()
})
