import { expect, type Page, test } from '@playwright/test'

import { fillSignIn, newcomer, signedUp } from './people'

/** Ends every session but one of its own, as "sign out everywhere else" does, from another browser. */
async function revokeFrom(page: Page, who: { email: string; password: string }, token: string) {
  await page.goto('/sign-in')
  await page.evaluate(
    async ({ who, token }) => {
      const login = await fetch('/api/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(who),
      })
      const { access_token } = (await login.json()) as { access_token: string }
      await fetch('/api/auth/sessions', {
        method: 'DELETE',
        headers: { authorization: `Bearer ${access_token}` },
      })
      // It holds within five seconds.
      const refused = async () =>
        (await fetch('/api/auth/me', { headers: { authorization: `Bearer ${token}` } })).status ===
        401
      while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 200))
    },
    { who: { email: who.email, password: who.password }, token },
  )
}

test('signs up, out, and in again', async ({ page }) => {
  const who = newcomer()
  await page.goto('/')
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.getByRole('link', { name: 'Create an organization' }).click()
  await expect(page).toHaveTitle('Create an organization · Katalusis')
  await page.getByLabel('Organization').fill(who.organization)
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByText('Hello, Ada')).toBeVisible()
  await expect(page.getByText('Three steps, a few minutes.')).toBeVisible()

  await page.reload()
  await expect(page.getByText('Hello, Ada')).toBeVisible()

  await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveTitle('Sign in · Katalusis')
  await page.goto('/projects/OPS/settings')
  await fillSignIn(page, who)
  // Back to where they wanted to go, which their organization does not have.
  await expect(page.getByText('There is nothing here')).toBeVisible()
  await expect(page).toHaveURL(/\/projects\/OPS\/settings$/)
})

test('says what is wrong with a sign-in, and at which field', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await fillSignIn(page, newcomer())
  await expect(page.getByRole('alert')).toContainText('The address or the password is wrong')
})

test('shows at its field what only the server can know', async ({ page, browser }) => {
  const who = await signedUp(page)
  const other = await (await browser.newContext()).newPage()
  await other.goto('/sign-up')
  await other.getByLabel('Organization').fill('https://evil.example.com')
  await other.getByLabel('Your name').fill(who.name)
  await other.getByLabel('E-mail').fill(newcomer().email)
  await other.getByLabel('Password', { exact: true }).fill(who.password)
  await other.getByRole('button', { name: 'Create organization' }).click()
  await expect(other.getByText('Must not contain a web address.')).toBeVisible()
  await expect(other.getByLabel('Organization')).toBeFocused()
})

test('two tabs that renew at once both stay signed in', async ({ page, context }) => {
  await signedUp(page)
  const second = await context.newPage()
  await second.goto('/')
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([page.reload(), second.reload()])
    await expect(page.getByText('Hello, Ada')).toBeVisible()
    await expect(second.getByText('Hello, Ada')).toBeVisible()
  }
})

test('a session that was ended elsewhere asks to sign in over the page, and goes on where it was', async ({
  page,
  browser,
}) => {
  let token = ''
  page.on('request', (request) => {
    token = request.headers()['authorization']?.replace('Bearer ', '') ?? token
  })
  const who = await signedUp(page)
  await page.getByRole('button', { name: 'Create a project' }).first().click()
  await page.getByLabel('Name').fill('Outbound freight')
  await page.getByLabel('Description').fill('Much was written here.')

  const elsewhere = await (await browser.newContext()).newPage()
  await revokeFrom(elsewhere, who, token)

  await page.getByRole('button', { name: 'Create project' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(dialog).toBeVisible()
  await expect(dialog.getByLabel('E-mail')).toHaveValue(who.email)
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused()
  await dialog.getByLabel('Password', { exact: true }).fill(who.password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  // What was sent before is carried out now.
  await expect(page.getByText('Created Outbound freight')).toBeVisible()
  await expect(dialog).toBeHidden()
})

test('signing out in one tab is seen in the other', async ({ page, context }) => {
  const who = await signedUp(page)
  const second = await context.newPage()
  await second.goto('/')
  await expect(second.getByText('Hello, Ada')).toBeVisible()
  await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(second.getByText('You signed out in another tab')).toBeVisible()
  await fillSignIn(page, who)
  // The other tab goes on by itself.
  await expect(second.getByText('You signed out in another tab')).toBeHidden()
  await expect(second.getByText('Hello, Ada')).toBeVisible()
})

test('a server that cannot be reached is said, and tried again', async ({ page }) => {
  await signedUp(page)
  const isApi = (url: URL) => url.pathname.startsWith('/api/')
  await page.route(isApi, (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
  await page.unroute(isApi)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Hello, Ada')).toBeVisible()
})
