import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api } from './colleagues'
import { fillSignIn, signedUp } from './people'

test('creates a token that is shown once and works, and revokes it', async ({ page, request }) => {
  await signedUp(page)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'API tokens' }).click()
  await expect(page.getByText('No tokens')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: /Tasks/ }).click()
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await expect(dialog.getByText('Say what it is for.')).toBeVisible()
  await expect(dialog.getByText('Choose at least one.')).toBeVisible()
  await expectAccessible(page, '[role=dialog]')

  await dialog.getByLabel('What it is for').fill('Nightly export')
  await dialog.getByRole('checkbox', { name: /Tasks/ }).click()
  await dialog.getByRole('combobox', { name: 'Ends after' }).click()
  await page.getByRole('option', { name: '30 days' }).click()
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByRole('dialog', { name: 'Copy the token now' })).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
  const token = await dialog.getByLabel('Nightly export').inputValue()
  const answer = async () =>
    (await request.get('/api/projects', { headers: { authorization: `Bearer ${token}` } })).status()
  expect(await answer()).toBe(200)
  await dialog.getByRole('button', { name: 'I have it' }).click()
  await expect(page.getByText(token)).toBeHidden()

  await page.getByRole('button', { name: 'Revoke Nightly export' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('No tokens')).toBeVisible()
  await expect.poll(answer).toBe(401)
})

test('ends the session of another browser, which has to sign in again', async ({
  page,
  browser,
}) => {
  const who = await signedUp(page)
  const other = await (await browser.newContext({ userAgent: firefox })).newPage()
  await other.goto('/settings/profile')
  await fillSignIn(other, who)
  await expect(other.getByLabel('Your name')).toHaveValue('Ada Lovelace')
  await other.getByLabel('Your name').fill('Ada King')

  await page.goto('/settings/security')
  await expect(page.getByText('This browser')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: /End the session on Firefox/ }).click()
  await expect(page.getByText('The session is ended')).toBeVisible()
  await expect(page.getByText(/Firefox/)).toBeHidden()

  // It holds within five seconds; what was typed is kept and saved after signing in again.
  await other.waitForTimeout(5_000)
  await other.getByRole('button', { name: 'Save' }).click()
  const dialog = other.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password', { exact: true }).fill(who.password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(other.getByText('Saved')).toBeVisible()
  await expect(other.getByRole('button', { name: 'Account of Ada King' })).toBeVisible()
})

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

test('changes the password, and says at its field that the present one is wrong', async ({
  page,
}) => {
  const who = await signedUp(page)
  await page.goto('/settings/security')
  await page.getByLabel('Current password').fill('not the present one')
  await page.getByLabel('New password').fill('a new horse every spring')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Is not your present password.')).toBeVisible()
  await page.getByLabel('Current password').fill(who.password)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Your password is changed')).toBeVisible()
  await Api.as(page.request, { email: who.email, password: 'a new horse every spring' })
})

test('renames the organization and oneself, mutes, and chooses a theme', async ({ page }) => {
  await signedUp(page)
  await page.goto('/settings/organization')
  await page.getByLabel('Name').fill('Harbour Logistics Europe')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText(
    'Harbour Logistics Europe',
  )
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Profile' }).click()
  await page.getByLabel('Your name').fill('Ada King')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Account of Ada King' })).toBeVisible()
  await page.getByRole('switch', { name: 'Comments' }).click()
  await expect(page.getByRole('switch', { name: 'Comments' })).toBeEnabled()
  await page.reload()
  await expect(page.getByRole('switch', { name: 'Comments' })).not.toBeChecked()
  await expect(page.getByRole('switch', { name: 'Mentioned' })).toBeChecked()
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Appearance' }).click()
  await expectAccessible(page)
  await page.getByRole('radio', { name: /^Dark/ }).click()
  await expect(page.locator('html')).toHaveClass(/dark/)
})
