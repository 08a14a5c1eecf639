import { expect, type Page, test } from '@playwright/test'

import { opened, press, tabTo, take } from './keyboard'
import { fillSignUp, newcomer } from './people'
import { card, column } from './tasks'

// From the first page to the audit log: more than any other.
test.describe.configure({ timeout: 400_000 })

const FILE = {
  name: 'backlog.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'Title,Urgency,Deadline',
      'Repair the door,High,2027-01-06',
      'Order pallets,ASAP,2027-01-07',
      'Count the straps,ASAP,2027-01-08',
      'Call the carrier,Low,next week',
    ].join('\r\n'),
  ),
}

/** What the audit log tells of the whole story, the newest first. */
async function expectAudited(page: Page, file: string) {
  const told = [
    /took back a change of 3 tasks/,
    /changed priority of 3 tasks at once/i,
    /moved OPS-1 from New to In progress/,
    new RegExp(`The import of ${file} is finished: .*4`),
    new RegExp(`ordered the import of ${file}`),
    /created the project OPS/,
    /created the organization/,
  ]
  const entries = page.getByRole('list', { name: 'Entries, the newest first' }).getByRole('link')
  await expect(entries.filter({ hasText: told[0] ?? '' })).toBeVisible()
  const texts = await entries.allInnerTexts()
  const places = told.map((words) => texts.findIndex((text) => words.test(text)))
  expect(places, texts.join('\n')).toEqual(places.toSorted((a, b) => a - b))
  expect(places, texts.join('\n')).not.toContain(-1)
}

test('the whole story, by mouse', async ({ page }) => {
  const who = newcomer()
  await page.goto('/')
  await page.getByRole('link', { name: 'Create an organization' }).click()
  await fillSignUp(page, who)

  const guide = page.getByRole('region', { name: `Set up ${who.organization}` })
  await guide.getByRole('button', { name: 'Create a project' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Operations')
  await dialog.getByLabel('Key').fill('OPS')
  await dialog.getByRole('button', { name: 'Create project' }).click()

  // The guide brings a sample of its own.
  await expect(guide.getByRole('link', { name: 'Import the sample' })).toBeVisible()
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Imports' })
    .click()
  await page.getByRole('link', { name: 'Import a spreadsheet' }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a file' }).click()
  await (await chooser).setFiles(FILE)
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByText('4 rows, 3 columns')).toBeVisible()
  await page.getByRole('link', { name: 'Map the columns' }).click()
  await page.getByRole('button', { name: 'Check the rows' }).click()
  await expect(page.getByRole('heading', { name: /1 task will be created, 3 rows/ })).toBeVisible()

  await page.getByRole('combobox', { name: 'Instead of ASAP in Urgency' }).click()
  await page.getByRole('option', { name: 'Critical' }).click()
  await page.getByLabel('Deadline in row 5').fill('2027-01-09')
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByRole('heading', { name: '4 tasks will be created' })).toBeVisible()
  await page.getByRole('button', { name: 'Import 4 rows' }).click()
  await expect(page.getByRole('heading', { name: '4 tasks created' })).toBeVisible()

  await page.getByRole('link', { name: 'See the tasks' }).click()
  await expect(column(page, 'New, 4 tasks')).toBeVisible()
  await card(page, 'OPS-1').dragTo(column(page, 'In progress'))
  await expect(column(page, 'In progress, 1 tasks').getByText('Repair the door')).toBeVisible()
  await expect(column(page, 'New, 3 tasks')).toBeVisible()

  await page.getByRole('button', { name: 'List', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Select OPS-4' }).click()
  await page.getByRole('checkbox', { name: 'Select OPS-2' }).click({ modifiers: ['Shift'] })
  const bar = page.getByRole('toolbar', { name: 'Selected tasks' })
  await expect(bar.getByText('3 selected')).toBeVisible()
  await bar.getByRole('button', { name: 'Priority' }).click()
  await page.getByRole('option', { name: 'Medium' }).click()
  await expect(page.getByText('Changed: 3 tasks')).toBeVisible()
  await expect(page.getByRole('row', { name: /OPS-4/ }).getByText('Medium')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back: 3 tasks')).toBeVisible()
  await expect(page.getByRole('row', { name: /OPS-4/ }).getByText('Low')).toBeVisible()
  await expect(page.getByRole('row', { name: /OPS-2/ }).getByText('Critical')).toBeVisible()

  await page.getByRole('link', { name: 'Audit log' }).click()
  await expectAudited(page, 'backlog.csv')
  // The change in full: every field, from what to what.
  await page.getByRole('link', { name: /changed priority of 3 tasks/i }).click()
  const entry = page.getByRole('dialog')
  await expect(entry).toContainText('Medium')
  for (const key of ['OPS-2', 'OPS-3', 'OPS-4']) {
    await expect(entry.getByText(key).first()).toBeVisible()
  }
})

test('the whole story, by keyboard alone', async ({ page }) => {
  const who = newcomer()
  const { keyboard } = page
  await page.goto('/')
  await press(page, 'link', 'Create an organization')
  await tabTo(page, page.getByLabel('Organization'))
  for (const text of [who.organization, who.name, who.email]) {
    await keyboard.type(text)
    await keyboard.press('Tab')
  }
  await keyboard.type(who.password)
  await keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()

  await keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await keyboard.type('create project')
  await keyboard.press('Enter')
  await expect(page.getByLabel('Name')).toBeFocused()
  await keyboard.type('Operations')
  await keyboard.press('Tab')
  await keyboard.press('Control+a')
  await keyboard.type('OPS')
  await keyboard.press('Enter')
  await expect(page.getByText('Created Operations')).toBeVisible()

  await keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await keyboard.type('import a spread')
  await keyboard.press('Enter')
  const chooser = page.waitForEvent('filechooser')
  await press(page, 'button', 'Choose a file')
  await (await chooser).setFiles(FILE)
  await expect(page.getByRole('button', { name: 'Upload and read' })).toBeFocused()
  await keyboard.press('Enter')
  await press(page, 'link', 'Map the columns')
  await press(page, 'button', 'Check the rows')
  await press(page, 'combobox', 'Instead of ASAP in Urgency')
  await take(page, 'listbox', 'Crit', 'Critical')
  await tabTo(page, page.getByLabel('Deadline in row 5'))
  await keyboard.press('Control+a')
  await keyboard.type('2027-01-09')
  await press(page, 'button', 'Check again')
  await press(page, 'button', 'Import 4 rows')
  await expect(page.getByRole('heading', { name: '4 tasks created' })).toBeVisible()

  await press(page, 'link', 'See the tasks')
  await expect(column(page, 'New, 4 tasks')).toBeVisible()
  const cards = page.getByRole('link', { name: /^OPS-\d / })
  await tabTo(page, cards.first())
  await keyboard.press('End')
  const first = page.getByRole('link', { name: /^OPS-1 / })
  while (!(await first.evaluate((element) => element === document.activeElement))) {
    await keyboard.press('ArrowDown')
  }
  await keyboard.press('Space')
  await keyboard.press('ArrowRight')
  await keyboard.press('Space')
  await expect(page.getByText('Moved OPS-1 from New to In progress.')).toBeAttached()
  await expect(column(page, 'In progress, 1 tasks')).toBeVisible()

  await press(page, 'button', 'List')
  const rows = page.locator('[data-row]')
  await expect(rows).toHaveCount(4)
  await tabTo(page, rows.first())
  await keyboard.press('x')
  await keyboard.press('Shift+ArrowDown')
  await keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('3 selected')).toBeVisible()
  await tabTo(
    page,
    page.getByRole('toolbar', { name: 'Selected tasks' }).getByRole('button', { name: 'Priority' }),
  )
  await keyboard.press('Enter')
  await opened(page, 'dialog')
  await keyboard.type('medium')
  await keyboard.press('Enter')
  await expect(page.getByText('Changed: 3 tasks')).toBeVisible()
  await keyboard.press('Control+z')
  await expect(page.getByText('Taken back: 3 tasks')).toBeVisible()

  await keyboard.press('g')
  await keyboard.press('a')
  await expect(page).toHaveURL(/\/audit/)
  await expectAudited(page, 'backlog.csv')
  const change = page.getByRole('link', { name: /changed priority of 3 tasks/i })
  await tabTo(page, page.getByRole('link', { name: /took back a change/ }))
  await keyboard.press('ArrowDown')
  await expect(change).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('Medium')
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(change).toBeFocused()
})
