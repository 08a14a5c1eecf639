import { expect, type Page } from '@playwright/test'

export interface Newcomer {
  organization: string
  name: string
  email: string
  password: string
}

let count = 0

/** Someone whom no other test knows. */
export function newcomer(): Newcomer {
  count += 1
  const unique = `${Date.now().toString(36)}${process.pid.toString(36)}${count}`
  return {
    organization: `Harbour ${unique}`,
    name: 'Ada Lovelace',
    email: `ada.${unique}@example.com`,
    password: 'correct horse battery staple',
  }
}

/** An address that no other test comes from, most likely. */
function someNetwork(): string {
  const part = () => Math.floor(Math.random() * 256)
  return `10.${part()}.${part()}.1`
}

/** Signs a newcomer up as the app does, without its form, and opens the home page. */
export async function signedUp(page: Page): Promise<Newcomer> {
  const who = newcomer()
  await page.goto('/sign-in')
  const status = await page.evaluate(
    async ({ who, from }) =>
      (
        await fetch('/api/auth/signup', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
          body: JSON.stringify(who),
        })
      ).status,
    { who, from: someNetwork() },
  )
  expect(status).toBe(201)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  return who
}

/** Signs a newcomer up by its form, and comes to the home page. */
export async function fillSignUp(page: Page, who: Newcomer): Promise<void> {
  await page.route('**/api/auth/signup', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': someNetwork() } }),
  )
  await page.getByLabel('Organization').fill(who.organization)
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
}

export async function fillSignIn(page: Page, who: Pick<Newcomer, 'email' | 'password'>) {
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Creates a project as the person of this page, over the API. */
export async function withProject(page: Page, key: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create a project' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Key').fill(key)
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('link', { name }).first()).toBeVisible()
}
