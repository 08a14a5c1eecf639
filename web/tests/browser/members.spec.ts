import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api, joined, mailedLink } from './colleagues'
import { newcomer, signedUp } from './people'

test('invites several at once; who accepts sees less', async ({ page, browser }) => {
  await signedUp(page)
  const grace = newcomer().email
  const linus = newcomer().email
  await page.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByText('You are alone here')).toBeVisible()
  await page.getByRole('button', { name: 'Invite people' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Invite people' })
  await dialog.getByLabel('E-mail addresses').fill(`Grace Hopper <${grace}>, ${linus}; nobody`)
  await expect(dialog.getByText('2 people', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click()
  await expect(dialog.getByText('This is no address: nobody')).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
  await dialog.getByLabel('E-mail addresses').fill(`Grace Hopper <${grace}>\n${linus}`)
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click()
  await expect(page.getByText('Invited 2 people')).toBeVisible()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row', { name: /Grace Hopper.*Invited/ })).toBeVisible()

  const other = await (await browser.newContext()).newPage()
  await other.goto(await mailedLink(page.request, grace))
  await other.getByLabel('Your name').fill('Grace Hopper')
  await other.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await other.getByRole('button', { name: 'Join' }).click()
  await other.getByRole('link', { name: 'Members' }).click()
  await expect(other.getByRole('row', { name: /Ada Lovelace.*Admin/ })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Invite people' })).toBeHidden()
  await expect(other.getByRole('button', { name: /^Actions for/ })).toHaveCount(0)
  await expect(other.getByRole('link', { name: 'Audit log' })).toBeHidden()
  await other.goto('/audit')
  await expect(other.getByText('You have no access to this')).toBeVisible()
  await expectAccessible(other)

  await page.reload()
  await expect(page.getByRole('row', { name: /Grace Hopper.*Active/ })).toBeVisible()
  await expectAccessible(page)
})

test('sends an invitation again, and withdraws it', async ({ page }) => {
  const who = await signedUp(page)
  const { email } = newcomer()
  const api = await Api.as(page.request, who)
  await api.send('POST', '/api/users/invitations', { email, role: 'guest', name: 'Linus' })
  const first = await mailedLink(page.request, email)
  await page.goto('/members')
  await page.getByRole('button', { name: 'Actions for Linus' }).click()
  await page.getByRole('menuitem', { name: 'Send the invitation again' }).click()
  await expect(page.getByText(`Sent ${email} a new invitation`)).toBeVisible()
  await expect.poll(() => mailedLink(page.request, email)).not.toBe(first)

  await page.getByRole('button', { name: 'Actions for Linus' }).click()
  await page.getByRole('menuitem', { name: 'Withdraw the invitation' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('row', { name: /Linus/ })).toBeHidden()
})

test('changes a role with an undo, and shuts out at once whom it disables', async ({
  page,
  browser,
}) => {
  const who = await signedUp(page)
  const api = await Api.as(page.request, who)
  const grace = await joined(browser, api, {
    name: 'Grace Hopper',
    email: newcomer().email,
    role: 'user',
  })
  await page.goto('/members?q=grace')
  const row = page.getByRole('row', { name: /Grace Hopper/ })
  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
  await page.getByRole('menuitem', { name: 'Role' }).press('ArrowRight')
  await page.getByRole('menuitemradio', { name: 'Admin' }).click()
  await expect(page.getByText('Grace Hopper is now an admin')).toBeVisible()
  await expect(row).toContainText('Admin')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('User')

  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
  await page.getByRole('menuitem', { name: 'Disable account' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Disable Grace Hopper?' })
  await expect(dialog).toContainText('Signed out everywhere within seconds')
  await expectAccessible(page, '[role=alertdialog]')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await expect(row).toContainText('Disabled')
  // Whatever she asks for next is refused.
  await expect(async () => {
    await grace.goto('/members')
    await expect(grace).toHaveURL(/sign-in/, { timeout: 2_000 })
  }).toPass()

  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
  await page.getByRole('menuitem', { name: 'Enable account' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Enable' }).click()
  await expect(row).toContainText('Active')
})

test('keeps the last admin, and says why', async ({ page }) => {
  await signedUp(page)
  await page.goto('/members')
  await page.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await expect(page.getByText('You are the only admin.')).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Role' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await expectAccessible(page, '[role=menu]')
})

test('narrows by what is typed, in the address', async ({ page }) => {
  const who = await signedUp(page)
  const api = await Api.as(page.request, who)
  for (const [name, role] of [
    ['Tomás Novák', 'user'],
    ['Elif Demir', 'guest'],
  ]) {
    await api.send('POST', '/api/users/invitations', { email: newcomer().email, role, name })
  }
  await page.goto('/members')
  await page.getByRole('searchbox', { name: 'Search members' }).fill('novak')
  await expect(page.getByRole('row', { name: /Tomás/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Elif/ })).toBeHidden()
  await expect(page).toHaveURL(/q=novak/)
  await page.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'Guest' }).click()
  await expect(page.getByText('Nobody matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show everyone' }).click()
  await expect(page.getByRole('row', { name: /Elif/ })).toBeVisible()
})
