import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { chooseFile, toCheck } from './import-steps'
import { press, take } from './keyboard'
import { signedUp, withProject } from './people'

// They upload, wait for the reader and look at every state: more than most.
test.describe.configure({ timeout: 180_000 })

const FILE = [
  'Task,Notes,State,Urgency,Deadline',
  'Renew fire certificate,Sprinkler log,Open,High,2027-01-06',
  'Replace dock levellers,,In Progress,High,2026-12-25',
  'Count hazardous goods,,Open,ASAP,2026-12-11',
  'Update contact list,,Open,ASAP,2027-01-26',
  'Negotiate diesel contract,,Waiting,Medium,next week',
  ',Two pallets at 9 °C,Open,Urgent,2026-11-30',
].join('\r\n')

/** How many tasks the organization has, asked as the person of this page. */
async function tasks(page: Page, import_?: string): Promise<string[]> {
  return page.evaluate(async (id) => {
    const refreshed = await fetch('/api/auth/refresh', { method: 'POST' })
    const { access_token } = (await refreshed.json()) as { access_token: string }
    const answer = await fetch(`/api/tasks?limit=200${id ? `&import=${id}` : ''}`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    const { items } = (await answer.json()) as { items: { title: string }[] }
    return items.map(({ title }) => title).sort()
  }, import_)
}

test('imports a file with bad rows, mends them in place, and undoes it', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports')
  await expect(page.getByText('Nothing was imported yet')).toBeVisible()
  await page.getByRole('link', { name: 'Import a spreadsheet' }).click()
  await chooseFile(page, FILE)
  await page.getByRole('button', { name: 'Upload and read' }).click()

  await expect(page.getByText('6 rows, 5 columns')).toBeVisible()
  await page.getByRole('link', { name: 'Map the columns' }).click()
  await expect(page.getByRole('combobox', { name: 'Field for Urgency' })).toHaveText('Priority')
  await expect(page.getByRole('table', { name: 'What the first rows become' })).toContainText(
    'Renew fire certificate',
  )
  await page.getByRole('button', { name: 'Check the rows' }).click()

  await expect(page.getByRole('heading', { name: /2 tasks will be created, 4 rows/ })).toBeVisible()
  // The same mistake in two rows is mended once.
  await page.getByRole('combobox', { name: 'Instead of ASAP in Urgency' }).click()
  await page.getByRole('option', { name: 'Critical' }).click()
  await page.getByLabel('Deadline in row 6').fill('2026-12-04')
  await page.getByLabel('Task in row 7').fill('Answer the claim')
  await expect(page.getByText('4 cells mended')).toBeVisible()
  // Nothing is lost by leaving.
  await page.reload()
  await expect(page.getByLabel('Task in row 7')).toHaveValue('Answer the claim')
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByRole('heading', { name: '6 tasks will be created' })).toBeVisible()

  await page.getByRole('button', { name: 'Import 6 rows' }).click()
  await expect(page.getByRole('heading', { name: '6 tasks created' })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1)
  expect(await tasks(page, id)).toContain('Answer the claim')
  expect(await tasks(page, id)).toHaveLength(6)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download report' }).click()
  expect((await download).suggestedFilename()).toBe('tasks-report.csv')

  await page.getByRole('link', { name: 'See the tasks' }).click()
  await expect(page.getByRole('button', { name: 'Made by one import' })).toBeVisible()
  await expect(page.getByText('Answer the claim')).toBeVisible()
  await page.goBack()
  await page.getByRole('button', { name: 'Undo import' }).click()
  await page.getByRole('button', { name: 'Undo it' }).click()
  await expect(page.getByRole('heading', { name: 'Undone' })).toBeVisible()
  expect(await tasks(page, id)).toEqual([])
})

test('narrows the history, in the address', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await toCheck(page, FILE)
  await page.getByRole('button', { name: 'Cancel import' }).click()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(page.getByText('This import was cancelled')).toBeVisible()
  await page.goto('/imports?show=cancelled')
  await expect(page.getByRole('link', { name: 'tasks.csv' })).toBeVisible()
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await expect(page).toHaveURL(/show=failed/)
  await expect(page.getByText('No import matches')).toBeVisible()
})

test('shows on a phone what is wrong with each row', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await toCheck(page, FILE)
  await expect(page.getByLabel('Deadline in row 6')).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  for (const label of ['Urgency in row 4', 'Deadline in row 6', 'Task in row 7']) {
    const cell = page.getByLabel(label)
    await cell.scrollIntoViewIfNeeded()
    const box = await cell.boundingBox()
    expect(box?.x).toBeGreaterThan(0)
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
  }
  // Nothing is beyond the edge.
  await expect(page.getByRole('table', { name: 'Errors' })).toHaveJSProperty('scrollLeft', 0)
  await page.getByRole('button', { name: 'Leave empty' }).first().click()
  await expect(page.getByText('2 cells mended')).toBeVisible()
  await expectAccessible(page)
})

test('cells that say the same and mean different things become a mended file', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await toCheck(page, FILE)
  await page.getByRole('combobox', { name: 'Urgency in row 4' }).click()
  await page.getByRole('option', { name: 'High' }).click()
  await page.getByRole('combobox', { name: 'Urgency in row 5' }).click()
  await page.getByRole('option', { name: 'Low' }).click()
  await expect(page.getByText('uploaded as a new import')).toBeVisible()
  const before = page.url()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByRole('heading', { name: /4 tasks will be created, 2 rows/ })).toBeVisible()
  expect(page.url()).not.toBe(before)

  // What is good goes in; the rest is mended afterwards, and only that is imported.
  await page.getByRole('button', { name: 'Import 4 rows' }).click()
  await expect(page.getByRole('heading', { name: '4 tasks created' })).toBeVisible()
  await page.getByLabel('Deadline in row 6').fill('2026-12-04')
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByRole('heading', { name: /1 task will be created, 1 row/ })).toBeVisible()
  await page.getByRole('button', { name: 'Import 1 row' }).click()
  await expect(page.getByRole('heading', { name: '1 task created' })).toBeVisible()
  expect(await tasks(page)).toHaveLength(5)
})

test('maps by dragging, with constants and new fields, and knows the file again', async ({
  page,
}) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  await page.getByRole('button', { name: 'Paste from a spreadsheet' }).click()
  await page
    .getByLabel('Cells from a spreadsheet')
    .fill('Was\tWer weiß\tEtage\nAnrufen\tnotiert\t3\nSchreiben\tauch\t4')
  await expect(page.getByText('2 rows, 3 columns')).toBeVisible()
  await page.getByRole('button', { name: 'Take these cells' }).click()
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await page.getByRole('link', { name: 'Map the columns' }).click()

  const column = page.getByRole('region', { name: 'Columns of the file' })
  await column
    .getByRole('listitem')
    .filter({ hasText: 'Wer weiß' })
    .dragTo(page.locator('[data-target=description]'))
  await expect(page.getByRole('combobox', { name: 'Field for Wer weiß' })).toHaveText('Description')
  await column
    .getByRole('listitem')
    .filter({ hasText: 'Was' })
    .dragTo(page.locator('[data-target=title]'))
  await page.getByRole('combobox', { name: 'Field for Etage' }).click()
  await page.getByRole('option', { name: 'New custom field' }).click()
  await expect(page.getByRole('dialog').getByLabel('Name')).toHaveValue('Etage')
  await page.getByRole('button', { name: 'Use this field' }).click()
  await page.getByRole('button', { name: 'The same Priority for all rows' }).click()
  await page.getByRole('combobox', { name: 'Priority of every row' }).click()
  await page.getByRole('option', { name: 'High' }).click()
  await page.getByRole('button', { name: 'Set it' }).click()
  const sample = page.getByRole('table', { name: 'What the first rows become' })
  await expect(sample.getByRole('row').nth(1)).toContainText(/Anrufen.*notiert.*High.*3/)

  // It is on the server: another visit finds it as it was left.
  await expect(page.getByText('Planning again')).toBeHidden()
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Field for Etage' })).toHaveText('Etage')
})

test('saves a mapping as a profile, knows the file again, and looks after profiles', async ({
  page,
}) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  await chooseFile(page, 'Was,Etage,Title\nx,3,Anrufen\n')
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await page.getByRole('link', { name: 'Map the columns' }).click()
  await page.getByRole('button', { name: 'Save as a profile' }).click()
  await page.getByLabel('Name').fill('Etagenliste')
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByText('Saved Etagenliste')).toBeVisible()

  await page.goto('/imports/new?project=OPS')
  await chooseFile(page, 'Etage,Title,Was\n5,Malen,nein\n')
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByText('mapped by the profile Etagenliste')).toBeVisible()

  await page.goto('/imports/profiles')
  await expect(page.getByRole('heading', { name: 'Etagenliste' })).toBeVisible()
  await expect(page.getByText(/^drop\//)).toBeVisible()
  await page.getByRole('button', { name: 'Edit Etagenliste' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Etagen')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Etagen', exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Delete Etagen' }).click()
  await page.getByRole('button', { name: 'Delete profile' }).click()
  await expect(page.getByText('No profile yet')).toBeVisible()
})

test('reads a file otherwise when told so', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  await chooseFile(page, 'Title;Due\nOne;03/04/2026\nTwo;05/04/2026\n', 'dates.csv')
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByRole('combobox', { name: 'Between cells' })).toHaveText('Semicolon')
  await page.getByRole('combobox', { name: 'Dates' }).click()
  await page.getByRole('option', { name: /Day first/ }).click()
  await expect(page.getByText('Your choice')).toBeVisible()
  await page.getByRole('link', { name: 'Map the columns' }).click()
  const sample = page.getByRole('table', { name: 'What the first rows become' })
  await expect(sample).toContainText('3 Apr 2026')
})

test('goes all the way by keyboard alone', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('import a spread')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/imports\/new/)
  await press(page, 'button', 'Paste from a spreadsheet')
  await page.keyboard.insertText('Task\tUrgency\nCall\tsoonest\nWrite\tHigh')
  await press(page, 'button', 'Take these cells')
  // The way on has the focus.
  await expect(page.getByRole('button', { name: 'Upload and read' })).toBeFocused()
  await page.keyboard.press('Enter')
  await press(page, 'link', 'Map the columns')
  await press(page, 'button', 'Check the rows')
  await press(page, 'combobox', 'Urgency in row 2')
  await take(page, 'listbox', 'c', 'Critical')
  await press(page, 'button', 'Check again')
  await press(page, 'button', 'Import 2 rows')
  await expect(page.getByRole('heading', { name: '2 tasks created' })).toBeVisible()
  await press(page, 'button', 'Undo import')
  await press(page, 'button', 'Undo it')
  await expect(page.getByRole('heading', { name: 'Undone' })).toBeVisible()
})

test('axe finds nothing on the steps of an import', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/imports/new?project=OPS')
  await expect(page.getByText('Drop a spreadsheet here')).toBeVisible()
  await expectAccessible(page)
  await chooseFile(page, FILE)
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByRole('group', { name: 'The first rows of the file' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Map the columns' }).click()
  await page.getByRole('button', { name: 'Values of Urgency' }).click()
  await expect(page.getByRole('combobox', { name: 'ASAP stands for' })).toBeVisible()
  await expectAccessible(page)
})

test('axe finds nothing on the rows, the result and the history', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await toCheck(page, FILE)
  await page.getByLabel('Deadline in row 6').fill('2026-12-04')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(page.getByRole('heading', { name: '2 tasks created' })).toBeVisible()
  await expectAccessible(page)
  await page.goto('/imports')
  await expect(page.getByRole('link', { name: 'tasks.csv' })).toBeVisible()
  await expectAccessible(page)
})
