import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { signedUp } from './people'

test('guides through the first steps, by what is really there', async ({ page }) => {
  const who = await signedUp(page)
  const guide = page.getByRole('region', { name: `Set up ${who.organization}` })
  await expect(guide.getByText('Three steps, a few minutes.')).toBeVisible()
  await expectAccessible(page)
  await guide.getByRole('button', { name: 'Create a project' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Operations')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(guide.getByText('1 of 3 done.')).toBeVisible()
  await expect(guide.getByRole('heading', { name: 'Create a project (done)' })).toBeVisible()

  // The sample is chosen already, and imports.
  await guide.getByRole('link', { name: 'Import the sample' }).click()
  await expect(page.getByText('sample-tasks.csv')).toBeVisible()
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await expect(page.getByRole('heading', { name: 'What was found in the file' })).toBeVisible()
  await page.getByRole('link', { name: 'Home' }).click()

  await expect(guide.getByText('2 of 3 done.')).toBeVisible()
  await expectAccessible(page)

  await guide.getByRole('button', { name: 'Put the guide away' }).click()
  await expect(guide).toBeHidden()
  await page.reload()
  await expect(page.getByText('Hello, Ada')).toBeVisible()
  await expect(guide).toBeHidden()
})
