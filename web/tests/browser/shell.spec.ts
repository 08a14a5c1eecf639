import { expect, test } from '@playwright/test'

import { signedUp, withProject } from './people'
import { withTasks } from './tasks'

test('creates a project by keyboard alone, from the palette', async ({ page }) => {
  await signedUp(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('create pro')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Create a project' })).toBeVisible()
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Warehouse operations')
  await expect(page.getByLabel('Key')).toHaveValue('WO')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Created Warehouse operations')).toBeVisible()
  await expect(
    page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Warehouse operations' }),
  ).toBeVisible()
})

test('says at the key that another project has it', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.getByRole('button', { name: 'Create a project' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Other operations')
  await dialog.getByLabel('Key').fill('OPS')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(dialog.getByText('Is the key of another project.')).toBeVisible()
})

test('shows the shortcuts, but not while someone types', async ({ page }) => {
  await signedUp(page)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Create a project' }).first().click()
  await page.getByLabel('Name').fill('')
  await page.getByLabel('Name').press('?')
  await expect(page.getByLabel('Name')).toHaveValue('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden()
})

test('changes a project, and keeps both sides when someone else did', async ({ page, context }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/projects/OPS/settings')
  await expect(page.getByLabel('Name')).toHaveValue('Operations')
  const other = await context.newPage()
  await other.goto('/projects/OPS/settings')
  await other.getByLabel('Name').fill('Operations EMEA')
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByText('Saved')).toBeVisible()

  await page.getByLabel('Name').fill('Operations APAC')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert').first()).toContainText('changed')
  await expect(page.getByLabel('Name')).toHaveValue('Operations APAC')
})

test('remembers the theme, and follows the system until one is chosen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await signedUp(page)
  await expect(page.locator('html')).toHaveClass(/dark/)
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  await expect(page.locator('html')).not.toHaveClass(/dark/)
  await page.reload()
  await expect(page.locator('html')).not.toHaveClass(/dark/)
})

test('is a sheet on a phone', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
  await page.getByRole('button', { name: 'Open the menu' }).click()
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Operations' })
    .click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
  await expect(page).toHaveURL(/\/projects\/OPS/)
})

test('adds, orders, changes and removes custom fields', async ({ page }) => {
  await signedUp(page)
  await withProject(page, 'OPS', 'Operations')
  await page.goto('/projects/OPS/settings')
  const add = async (name: string, kind?: string, options?: string) => {
    await page.getByRole('button', { name: 'Add field' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a field' })
    await dialog.getByLabel('Name').fill(name)
    if (kind) {
      await dialog.getByLabel('Kind').click()
      await page.getByRole('option', { name: kind }).click()
    }
    if (options) await dialog.getByLabel('Options').fill(options)
    await dialog.getByRole('button', { name: 'Add field' }).click()
    await expect(dialog).toBeHidden()
  }
  await page.getByLabel('Description').fill('Not saved yet.')
  await add('Customer')
  await add('Way', 'Select', 'Rail\nRoad')
  const rows = page.getByRole('list').filter({ hasText: 'customer' }).getByRole('listitem')
  await expect(rows).toHaveText([/Customer/, /Way.*Rail, Road/])
  await page.getByRole('button', { name: 'Move up Way' }).click()
  await expect(rows).toHaveText([/Way/, /Customer/])
  await page.getByRole('button', { name: 'Remove Customer' }).click()
  await page.getByRole('button', { name: 'Remove field' }).click()
  await expect(page.getByText('Removed Customer')).toBeVisible()
  // What was being written above is still there, and is saved on top of all that.
  await expect(page.getByLabel('Description')).toHaveValue('Not saved yet.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
})

test('finds tasks from the palette', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.tasks([{ title: 'Count the pallets' }, { title: 'Repair the door' }])
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await page.goto('/members')
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('pallets')
  await palette.getByRole('option', { name: /Count the pallets/ }).click()
  const task = page.getByRole('dialog', { name: 'Count the pallets' })
  await expect(task).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(task).toBeHidden()
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('door')
  await palette.getByRole('option', { name: 'Show all tasks with “door”' }).click()
  await expect(page.getByRole('row', { name: /Repair the door/ })).toBeVisible()
  await expect(page.getByText('Count the pallets')).toBeHidden()
})
