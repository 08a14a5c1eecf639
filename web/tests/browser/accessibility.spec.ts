import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { signedUp, withProject } from './people'
import { withTasks } from './tasks'

for (const [path, heading] of [
  ['/sign-in', 'Sign in'],
  ['/sign-up', 'Create an organization'],
  ['/forgot-password', 'Forgot your password?'],
  ['/reset-password?token=a.b', 'Set a new password'],
  ['/accept-invitation?token=a.b', 'Join your team'],
  ['/nowhere', 'There is nothing here'],
] as const) {
  test(`axe finds nothing on ${path}`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    await expectAccessible(page)
  })
}

test('axe finds nothing on a form with errors', async ({ page }) => {
  await page.goto('/sign-up')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByText('Use at least 8 characters.')).toBeVisible()
  await expectAccessible(page)
})

test('axe finds nothing in the shell', async ({ page }) => {
  await signedUp(page)
  await expect(page.getByText('Three steps, a few minutes.')).toBeVisible()
  await expectAccessible(page)
  await withProject(page, 'OPS', 'Operations')
  await expectAccessible(page)
  await page.goto('/projects/OPS/settings')
  await expect(page.getByRole('heading', { name: 'General' })).toBeVisible()
  await expectAccessible(page)
})

test('axe finds nothing in its menus and dialogs', async ({ page }) => {
  await signedUp(page)
  await page.getByRole('button', { name: /^Account of/ }).click()
  await expectAccessible(page, '[role=menu]')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Create a project' }).first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
})

test('gives the focus back to where it was before a dialog opened', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/projects/OPS')
  const card = page.getByRole('link', { name: 'OPS-1 Repair the door' })
  await card.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Repair the door' })
  await expect(panel).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(card).toBeFocused()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toBeFocused()

  await page.goto('/projects/OPS?view=list')
  const row = page.locator('[data-row="0"]')
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(panel).toBeVisible()
  await panel.getByRole('button', { name: 'Close the task' }).click()
  await expect(row).toBeFocused()
})
