import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { contentOf } from './downloads'
import { signedUp, withProject } from './people'
import { textsOf, workbook } from './workbook'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const TWO_SHEETS = workbook({
  Notes: [['Reminder'], ['Ask Jonas for the keys']],
  Tasks: [
    ['Plan for the winter', '', ''],
    ['Title', 'Priority', 'Due'],
    ['Salt the ramps', 'High', '2026-12-01'],
    ['Check the heaters', 'Soonest', '2026-12-02'],
    ['Seal gate 4', 'Low', '2026-12-03'],
  ],
})

async function uploaded(page: Page, name: string, buffer: Buffer) {
  await page.goto('/imports/new?project=OPS')
  await page.getByLabel('File to import').setInputFiles({ name, mimeType: XLSX, buffer })
  await page.getByRole('button', { name: 'Upload and read' }).click()
}

test('reads the sheet of a workbook that is chosen, and mends its rows in place', async ({
  page,
}) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await uploaded(page, 'winter.xlsx', TWO_SHEETS)
  const sheet = page.getByRole('combobox', { name: 'Sheet' })
  const rows = page.getByRole('group', { name: 'The first rows of the file' })
  await expect(sheet).toHaveText('Notes')
  await expect(rows).toContainText('Ask Jonas for the keys')
  await sheet.click()
  await page.getByRole('option', { name: 'Tasks' }).click()
  // The names stand in the second row, under a headline.
  await expect(page.getByText('3 rows, 3 columns')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Names in row' })).toHaveText('2')
  await expect(rows.getByRole('columnheader')).toHaveText([/Place/, 'Title', 'Priority', 'Due'])
  await expect(rows).toContainText('Salt the ramps')
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Map the columns' }).click()
  await expect(page.getByRole('combobox', { name: 'Field for Priority' })).toHaveText('Priority')
  await page.getByRole('button', { name: 'Check the rows' }).click()
  await expect(page.getByRole('heading', { name: /2 tasks will be created, 1 row/ })).toBeVisible()
  await page.getByRole('combobox', { name: 'Priority in row 4' }).click()
  await page.getByRole('option', { name: 'Critical' }).click()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByRole('heading', { name: '3 tasks will be created' })).toBeVisible()
  await page.getByRole('button', { name: 'Import 3 rows' }).click()
  await expect(page.getByRole('heading', { name: '3 tasks created' })).toBeVisible()

  // The report is a workbook again.
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download report' }).click()
  const report = await download
  expect(report.suggestedFilename()).toBe('winter-report.xlsx')
  const texts = textsOf(await contentOf(report))
  expect(texts).toEqual(expect.arrayContaining(['Plan for the winter', 'Check the heaters']))
  expect(texts).toEqual(expect.arrayContaining(['OPS-1', 'OPS-2', 'OPS-3']))
})

test('reads the same sheet again when the file begins anew with other options', async ({
  page,
}) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await uploaded(page, 'winter.xlsx', TWO_SHEETS)
  await page.getByRole('combobox', { name: 'Sheet' }).click()
  await page.getByRole('option', { name: 'Tasks' }).click()
  await expect(page.getByText('Your choice')).toBeVisible()
  await page.getByRole('link', { name: 'Map the columns' }).click()
  const column = page.getByRole('combobox', { name: 'Field for Title' })
  await column.click()
  await page.getByRole('option', { name: 'External ID' }).click()
  await expect(page.getByText('Planning again')).toBeHidden()
  await page.getByRole('combobox', { name: 'Tasks that exist already' }).click()
  await page.getByRole('option', { name: 'Only change existing' }).click()
  const before = page.url()
  await page.getByRole('button', { name: 'Read the file again like this' }).click()
  await expect(page).not.toHaveURL(before)
  await expect(column).toHaveText('External ID')
  await page.getByRole('link', { name: 'Detected' }).click()
  await expect(page.getByRole('combobox', { name: 'Sheet' })).toHaveText('Tasks')
  await expect(page.getByText('Your choice')).toBeVisible()
})
