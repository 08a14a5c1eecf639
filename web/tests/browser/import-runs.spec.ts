import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api } from './colleagues'
import { chooseFile, toCheck } from './import-steps'
import { withTasks } from './tasks'

test.describe.configure({ timeout: 180_000 })

const CHANGES = 'Key,Title,Priority\nOPS-1,Replace the door,High\nOPS-2,Order pallets,Low\n'

async function toImports(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Imports' })
    .click()
}

test('refuses a plan that the data has overtaken, says where, and plans again when told so', async ({
  page,
  request,
}) => {
  const { api } = await withTasks(page, request)
  await api.tasks([{ title: 'Repair the door' }, { title: 'Order pallets' }])
  await toCheck(page, CHANGES, 'Only change existing')
  await expect(page.getByRole('heading', { name: '2 tasks will be changed' })).toBeVisible()
  await api.change('OPS-1', { priority: 'critical', title: 'Mend the door' })

  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  const refused = page.getByRole('alert')
  await expect(refused).toContainText('Someone changed these tasks since the rows were checked.')
  await expect(refused.getByRole('listitem')).toContainText([
    /Row 2, (title|priority): OPS-1/,
    /Row 2, (title|priority): OPS-1/,
  ])
  await expectAccessible(page)
  expect((await api.read('OPS-2'))['priority']).toBe('medium')
  const table = page.getByRole('table', { name: 'All rows' })
  await expect(table).toContainText('Repair the door')

  await refused.getByRole('button', { name: 'Check again with what is there now' }).click()
  await expect(table).toContainText(/Mend the door.*Replace the door.*Critical.*High/)
  await expect(refused).toBeHidden()
  // Only the plan was made anew.
  expect((await api.read('OPS-1'))['title']).toBe('Mend the door')
  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(page.getByRole('heading', { name: '2 tasks changed' })).toBeVisible()
  expect(await api.read('OPS-1')).toMatchObject({ title: 'Replace the door', priority: 'high' })
})

// So many that nobody is done before a person has stopped them.
const MANY = 40_000
const MANY_ROWS = `Title\n${Array.from({ length: MANY }, (_, row) => `Crate ${row + 1}`).join('\n')}`

test('a running import can be left, found again and stopped, and says what it did', async ({
  page,
  request,
}) => {
  const { who } = await withTasks(page, request)
  const api = await Api.as(request, who)
  await toCheck(page, MANY_ROWS)
  await page.getByRole('button', { name: 'Import 40,000 rows' }).click()
  await expect(page.getByRole('heading', { name: 'Importing tasks.csv' })).toBeVisible()
  const bar = page.getByRole('progressbar')
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)

  // It goes on while nobody looks at it.
  await toImports(page)
  const entry = page.getByRole('article').filter({ hasText: 'tasks.csv' })
  await expect(entry.getByText('Importing')).toBeVisible()
  await expect(entry.getByRole('progressbar', { name: 'Importing' })).toBeVisible()
  await entry.getByRole('link', { name: 'tasks.csv' }).click()
  await expect(page.getByText(/of 40,000 rows/)).toBeVisible()

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  const question = page.getByRole('alertdialog', { name: 'Stop this import?' })
  await expect(question).toContainText('you can undo them afterwards')
  await question.getByRole('button', { name: 'Stop it' }).click()
  await expect(page.getByRole('heading', { name: 'Stopped' })).toBeVisible()

  // What the page says is what there is, also of rows that were on their way.
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await expect(async () => {
    const { counts } = await api.send<{ counts: { created: number } }>('GET', `/api/imports/${id}`)
    expect(counts.created).toBeGreaterThan(0)
    expect(counts.created).toBeLessThan(MANY)
    const said = `Before that: ${counts.created.toLocaleString('en')} tasks created.`
    await expect(page.getByText(said)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Undo import' }).click()
  await page.getByRole('button', { name: 'Undo it' }).click()
  await expect(page.getByRole('heading', { name: /Taking it back|Undone/ })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Undone' })).toBeVisible({ timeout: 90_000 })
  const left = await api.send<{ items: unknown[] }>('GET', `/api/tasks?import=${id}`)
  expect(left.items).toEqual([])
})

const isStore = (url: URL) => url.pathname.includes('/uploads/')

test('an upload goes on while its page is left, and is begun again where it was lost', async ({
  page,
  request,
}) => {
  await withTasks(page, request)
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(isStore, async (route) => {
    await held
    await route.continue().catch(() => undefined)
  })
  const begin = async () => {
    await page.goto('/imports/new?project=OPS')
    await chooseFile(page, 'Title\nCall\n')
    await page.getByRole('button', { name: 'Upload and read' }).click()
    await expect(page.getByRole('heading', { name: 'Uploading tasks.csv' })).toBeVisible()
  }
  await begin()
  await expectAccessible(page)
  await toImports(page)
  await page.getByRole('link', { name: 'tasks.csv' }).click()
  await expect(page.getByRole('heading', { name: 'Uploading tasks.csv' })).toBeVisible()
  // A reload loses the file: the page that had it is gone.
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Waiting for the file' })).toBeVisible()
  await page.getByRole('button', { name: 'Choose the file again' }).click()
  await expect(page).toHaveURL(/\/imports\/new/)

  await begin()
  await toImports(page)
  await expect(page.getByRole('link', { name: 'tasks.csv' })).toHaveCount(2)
  release()
  await page.getByRole('link', { name: 'tasks.csv' }).first().click()
  await expect(page.getByRole('button', { name: 'Import 1 row' })).toBeVisible()
})

test('says that a file did not arrive', async ({ page, request }) => {
  await withTasks(page, request)
  await page.route(isStore, (route) => route.abort())
  await page.goto('/imports/new?project=OPS')
  await chooseFile(page, 'Title\nCall\n')
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByRole('alert')).toContainText('The connection broke')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Choose the file again' }).click()
  await expect(page.getByText('Drop a spreadsheet here')).toBeVisible()
})
