import type { Page } from '@playwright/test'

export async function chooseFile(page: Page, text: string, name = 'tasks.csv'): Promise<void> {
  await page
    .getByLabel('File to import')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

/** Says what becomes of tasks that exist. */
export async function chooseMode(page: Page, mode: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Tasks that exist already' }).click()
  await page.getByRole('option', { name: mode }).click()
}

/** Takes a file for OPS as far as its plan, as it is mapped by itself. */
export async function toCheck(page: Page, text: string, mode?: string): Promise<void> {
  await page.goto('/imports/new?project=OPS')
  if (mode) await chooseMode(page, mode)
  await chooseFile(page, text)
  await page.getByRole('button', { name: 'Upload and read' }).click()
  await page.getByRole('link', { name: 'Map the columns' }).click()
  await page.getByRole('button', { name: 'Check the rows' }).click()
}
