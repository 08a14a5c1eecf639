import { truncate, writeFile } from 'node:fs/promises'

import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { contentOf } from './downloads'
import { withTasks } from './tasks'

function file(name: string, size = 12) {
  return { name, mimeType: 'application/pdf', buffer: Buffer.alloc(size, 'contents ') }
}

/** Attaches as a person does, by the button. */
async function attach(page: Page, files: ReturnType<typeof file>[] | string) {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  await (await chooser).setFiles(files)
}

/** Holds what is sent to the file store until the returned function is called. */
async function holdUploads(page: Page): Promise<() => void> {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const isStore = (url: URL) => url.pathname.includes('/attachments/')
  await page.route(isStore, async (route) => {
    if (route.request().method() === 'PUT') await held
    // Whoever cancelled waits for nothing.
    await route.continue().catch(() => undefined)
  })
  return release
}

test('attaches files with progress, downloads and removes them', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/tasks?task=OPS-1')
  const files = page.getByRole('region', { name: 'Attachments' })
  const release = await holdUploads(page)
  await attach(page, [file('drawing.pdf', 4_000), file('invoice.pdf')])
  await expect(files.getByRole('progressbar', { name: 'Uploading drawing.pdf' })).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
  // One of them was the wrong one.
  await files.getByRole('button', { name: 'Cancel invoice.pdf' }).click()
  await expect(files.getByText('invoice.pdf')).toBeHidden()
  release()
  await expect(files.getByRole('listitem')).toHaveText([/drawing\.pdf.*4 kB · Ada Lovelace/])
  await expect(files.getByRole('progressbar')).toHaveCount(0)

  await page.reload()
  const download = page.waitForEvent('download')
  await files.getByRole('button', { name: 'Download drawing.pdf' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('drawing.pdf')
  expect(await contentOf(saved)).toEqual(file('drawing.pdf', 4_000).buffer)

  await files.getByRole('button', { name: 'Remove drawing.pdf' }).click()
  const question = page.getByRole('alertdialog', { name: 'Remove drawing.pdf?' })
  await expectAccessible(page, '[role=alertdialog]')
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(files.getByText('drawing.pdf')).toBeHidden()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByText('attached drawing.pdf')).toBeVisible()
  await expect(page.getByText('removed drawing.pdf')).toBeVisible()
})

test('says why it does not take a file, and takes the others', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/tasks?task=OPS-1')
  const files = page.getByRole('region', { name: 'Attachments' })
  const film = test.info().outputPath('film.pdf')
  await writeFile(film, '')
  await truncate(film, 26 * 1024 * 1024 + 1)
  await attach(page, film)
  await attach(page, [file('nothing.pdf', 0), file('what?.pdf'), file('plan.pdf')])
  await expect(files.getByRole('button', { name: 'Download plan.pdf' })).toBeVisible()
  const refused = (name: string) =>
    files.getByRole('listitem').filter({ hasText: name }).getByRole('alert')
  await expect(refused('film.pdf')).toContainText('The file is too large (27.3 MB)')
  await expect(refused('nothing.pdf')).toContainText('The file is empty.')
  await expect(refused('what?.pdf')).toContainText('Its name must be a name without')
  await expectAccessible(page, '[role=dialog]')
  await files.getByRole('button', { name: 'Dismiss film.pdf' }).click()
  await expect(files.getByText('film.pdf')).toBeHidden()
})

test('says that a file did not arrive, and leaves nothing of it', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/tasks?task=OPS-1')
  const files = page.getByRole('region', { name: 'Attachments' })
  await page.route(
    (url) => url.pathname.includes('/attachments/'),
    (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()),
  )
  await attach(page, [file('drawing.pdf')])
  await expect(files.getByRole('alert')).toContainText('The server cannot be reached')
  await page.reload()
  await expect(files.getByText('Attach files')).toBeVisible()
  await expect(files.getByText('drawing.pdf')).toBeHidden()
})

test('takes dropped files', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/tasks?task=OPS-1')
  const files = page.getByRole('region', { name: 'Attachments' })
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['photo'], 'door.jpg', { type: 'image/jpeg' }))
    return data
  })
  await files.dispatchEvent('dragover', { dataTransfer: dropped })
  await files.dispatchEvent('drop', { dataTransfer: dropped })
  await expect(files.getByRole('button', { name: 'Download door.jpg' })).toBeVisible()
})
