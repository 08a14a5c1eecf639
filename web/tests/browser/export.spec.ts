import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { contentOf } from './downloads'
import { chooseMode } from './import-steps'
import { type Beside, withTasks } from './tasks'
import { textsOf, withCell } from './workbook'

test.describe.configure({ timeout: 180_000 })

const FIELDS = [
  { key: 'pallets', name: 'Pallets', kind: 'number' },
  { key: 'carrier', name: 'Carrier', kind: 'select', options: ['Road', 'Rail'] },
]

/** Tasks whose values a careless round trip would change. */
async function withDifficultTasks(page: Page, request: Parameters<typeof withTasks>[1]) {
  const { api } = await withTasks(page, request, FIELDS)
  await api.tasks([
    {
      title: 'Repair the door',
      description: 'It **squeaks**, says "Mara";\n\n- oil\n- a new hinge',
      priority: 'high',
      tags: ['hall 2', 'doors'],
      due_at: '2027-01-06T16:00:00Z',
    },
    { title: '=1+1 pallets', priority: 'high' },
    { title: 'Count the straps', status: 'in_progress', priority: 'low' },
  ])
  await api.change('OPS-1', { custom: { pallets: 1234.5, carrier: 'Rail' } })
  return api
}

async function exported(page: Page, format: 'CSV' | 'Excel (XLSX)') {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: format }).click()
  const saved = await download
  return { name: saved.suggestedFilename(), content: await contentOf(saved) }
}

test('exports the list as the filter leaves it, as CSV and as a workbook', async ({
  page,
  request,
}) => {
  await withDifficultTasks(page, request)
  await page.goto('/projects/OPS?view=list&priority=["high"]&sort=number')
  await expect(page.getByText('Repair the door')).toBeVisible()
  await page.getByRole('button', { name: 'Export' }).click()
  await expectAccessible(page, '[role=menu]')
  await page.keyboard.press('Escape')

  const text = await exported(page, 'CSV')
  expect(text.name).toMatch(/^tasks.*\.csv$/)
  expect(text.content.toString()).toMatch(/Key,Title,[^]*\nOPS-1,Repair the door,[^]*\nOPS-2,/)
  // What a spreadsheet would run is text.
  expect(text.content.toString()).not.toContain(',=1+1')
  expect(text.content.toString()).not.toContain('OPS-3')

  const sheet = await exported(page, 'Excel (XLSX)')
  expect(sheet.name).toMatch(/^tasks.*\.xlsx$/)
  const texts = textsOf(sheet.content)
  expect(texts).toEqual(expect.arrayContaining(['Key', 'OPS-1', 'Repair the door', 'OPS-2']))
  expect(texts).not.toContain('OPS-3')
})

/** What a task is, without what each change moves. */
async function values(api: Beside, key: string) {
  const given = Object.entries(await api.read(key))
  return Object.fromEntries(given.filter(([name]) => !['revision', 'updated_at'].includes(name)))
}

const MENDS = {
  CSV: (content: Buffer) =>
    Buffer.from(content.toString().replace('Repair the door', 'Replace the door')),
  'Excel (XLSX)': (content: Buffer) => withCell(content, 'Repair the door', 'Replace the door'),
}

for (const format of ['CSV', 'Excel (XLSX)'] as const) {
  test(`takes an export back as ${format}, and changes only the cell that was changed`, async ({
    page,
    request,
  }) => {
    const api = await withDifficultTasks(page, request)
    const keys = ['OPS-1', 'OPS-2', 'OPS-3']
    const before = await Promise.all(keys.map((key) => values(api, key)))
    await page.goto('/projects/OPS?view=list')
    await expect(page.getByText('Repair the door')).toBeVisible()
    const { name, content } = await exported(page, format)

    await page.goto('/imports/new?project=OPS')
    await chooseMode(page, 'Make new and change existing')
    await page.getByRole('combobox', { name: 'Found by' }).click()
    await page.getByRole('option', { name: 'Task key', exact: true }).click()
    await page
      .getByLabel('File to import')
      .setInputFiles({ name, mimeType: '', buffer: MENDS[format](content) })
    await page.getByRole('button', { name: 'Upload and read' }).click()
    await page.getByRole('link', { name: 'Map the columns' }).click()
    await expect(page.getByRole('combobox', { name: 'Field for Key' })).toHaveText('Task key')
    await page.getByRole('button', { name: 'Check the rows' }).click()

    await expect(page.getByRole('heading', { name: '1 task will be changed' })).toBeVisible()
    await page.getByRole('link', { name: /^Change 1/ }).click()
    const row = page.getByRole('table', { name: 'Change' }).getByRole('row', { name: /OPS-1/ })
    await expect(row).toContainText(/Repair the door.*Replace the door/)
    await expect(row.getByLabel('becomes')).toHaveCount(1)
    await page.getByRole('link', { name: /^Skip 2/ }).click()
    await expect(page.getByText('Nothing would change').first()).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Import 1 row' }).click()
    await expect(page.getByRole('heading', { name: '1 task changed' })).toBeVisible()

    const after = await Promise.all(keys.map((key) => values(api, key)))
    expect(after).toEqual([{ ...before[0], title: 'Replace the door' }, before[1], before[2]])
  })
}
