import { truncate, writeFile } from 'node:fs/promises'

import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { signedUp, withProject } from './people'

async function copied(page: Page, text: string) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((cells) => navigator.clipboard.writeText(cells), text)
}

test('takes cells that were copied in a spreadsheet', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  await expect(page.getByText('Drop a spreadsheet here')).toBeVisible()
  // As Excel writes a cell with two lines and one with quotes; the first column has no name.
  await copied(page, '\tTask\tNotes\n1\tCall\t"at nine,\nor ten"\n2\tWrite "soon"\tby post\n')
  await page.keyboard.press('Control+v')
  const cells = page.getByLabel('Cells from a spreadsheet')
  await expect(cells).toBeFocused()
  await expect(page.getByText('2 rows, 3 columns: Column 1, Task, Notes')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Take these cells' }).click()
  await page.getByRole('button', { name: 'Upload and read' }).click()
  const rows = page.getByRole('group', { name: 'The first rows of the file' })
  await expect(rows.getByRole('row', { name: /Call/ }).getByRole('cell')).toHaveText([
    '1',
    '1',
    'Call',
    /at nine,\s+or ten/,
  ])
  await page.getByRole('link', { name: 'Map the columns' }).click()
  await page.getByRole('button', { name: 'Check the rows' }).click()
  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(page.getByRole('heading', { name: '2 tasks created' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'All rows' })).toContainText('Write "soon"')
})

test('says what is missing while what was pasted is no table', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  await page.getByRole('button', { name: 'Paste from a spreadsheet' }).click()
  const take = page.getByRole('button', { name: 'Take these cells' })
  await copied(page, 'just a sentence')
  await page.keyboard.press('Control+v')
  await expect(page.getByText('This is no table yet')).toBeVisible()
  await expect(take).toBeDisabled()
  await copied(page, 'Title\tDue\nCall\t2027-01-31')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+v')
  await expect(page.getByText('1 row, 2 columns: Title, Due')).toBeVisible()
  await expect(take).toBeEnabled()
})

test('takes a file that is dropped', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  const place = page.getByRole('group', { name: 'File' })
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['Title\nCall\n'], 'calls.csv', { type: 'text/csv' }))
    return data
  })
  await place.dispatchEvent('dragover', { dataTransfer: dropped })
  await place.dispatchEvent('drop', { dataTransfer: dropped })
  await expect(page.getByText('calls.csv')).toBeVisible()
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByText('1 row, 1 column')).toBeVisible()
})

test('says why a file cannot be imported, and offers the way on', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  const corpus = '../../../tests/corpus/files'
  for (const [name, why] of [
    ['protected.xlsx', /password/],
    ['excel-2003.xls', /\.xlsx/],
    ['nothing.xlsx', /Nothing was written/],
  ] as const) {
    await page.goto('/imports/new?project=OPS')
    const path = new URL(`${corpus}/${name}`, import.meta.url).pathname
    await page.getByLabel('File to import').setInputFiles(path)
    await page.getByRole('button', { name: 'Upload and read' }).click()
    await expect(
      page.getByRole('alert').or(page.getByText('This file could not be imported')).first(),
    ).toBeVisible()
    await expect(page.getByRole('main')).toContainText(why)
  }
  await page.getByRole('link', { name: 'Choose another file' }).click()
  const long = test.info().outputPath('long.csv')
  await writeFile(long, 'Title\n')
  await truncate(long, 10 * 1024 * 1024 + 1)
  await page.getByLabel('File to import').setInputFiles(long)
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByRole('alert')).toContainText('10')
})
