import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { column, withTasks } from './tasks'

test('opens a task by its link, changes its fields and tells its history', async ({
  page,
  request,
}) => {
  const { api } = await withTasks(page, request, [
    { key: 'pallets', name: 'Pallets', kind: 'number' },
    { key: 'carrier', name: 'Carrier', kind: 'select', options: ['Road', 'Rail'] },
  ])
  await api.task({ title: 'Repair the door', description: 'It **squeaks**.' })
  await page.goto('/tasks?task=OPS-1')
  const panel = page.getByRole('dialog', { name: 'Repair the door' })
  await expect(panel.locator('strong', { hasText: 'squeaks' })).toBeVisible()

  const properties = panel.getByRole('complementary', { name: 'Properties' })
  await properties.getByRole('button', { name: 'Status: New' }).click()
  await expect(page.getByRole('option', { name: 'Completed' })).toBeDisabled()
  await page.getByRole('option', { name: 'In progress' }).click()
  await expect(properties.getByRole('button', { name: 'Status: In progress' })).toBeVisible()
  await properties.getByRole('button', { name: 'Carrier: None' }).click()
  await page.getByRole('option', { name: 'Rail' }).click()
  await properties.getByLabel('Pallets').fill('many')
  await properties.getByLabel('Pallets').press('Enter')
  await expect(properties.getByText('Enter a number.')).toBeVisible()
  await properties.getByLabel('Pallets').fill('42')
  await properties.getByLabel('Pallets').press('Enter')
  await expect
    .poll(async () => (await api.read('OPS-1'))['custom'])
    .toEqual({
      carrier: 'Rail',
      pallets: 42,
    })

  await panel.getByRole('textbox', { name: 'New comment' }).pressSequentially('Look at it, @ad')
  await page.getByRole('option', { name: 'Ada Lovelace' }).click()
  await panel.getByRole('button', { name: 'Comment', exact: true }).click()
  const comment = panel.getByRole('article', { name: 'Comment by Ada Lovelace' })
  await expect(comment.locator('strong')).toHaveText('@Ada Lovelace')
  await expectAccessible(page, '[role=dialog]')

  await panel.getByRole('tab', { name: 'History' }).click()
  await expect(panel.getByText('moved it from New to In progress')).toBeVisible()
  await expect(panel.getByText('set Pallets to “42”')).toBeVisible()

  await panel.getByRole('button', { name: 'Move to the bin' }).click()
  await expect(panel).toBeHidden()
  await expect(column(page, 'In progress, 0 tasks')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(column(page, 'In progress, 1 tasks')).toBeVisible()
})

test('two people write at once, and nobody loses a word', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door', description: 'Old.' })
  await page.goto('/projects/OPS?task=OPS-1')
  const panel = page.getByRole('dialog', { name: 'Repair the door' })
  await panel.getByRole('button', { name: 'Edit the description' }).click()
  await panel.getByRole('textbox', { name: 'Description' }).fill('What I wrote.')

  // Another field: both changes stand.
  await api.change('OPS-1', { priority: 'high' })
  await panel.getByRole('textbox', { name: 'Title' }).fill('Repair the gate')
  await panel.getByRole('textbox', { name: 'Title' }).press('Enter')
  await expect.poll(async () => (await api.read('OPS-1'))['title']).toBe('Repair the gate')
  expect((await api.read('OPS-1'))['priority']).toBe('high')

  // The same text: the person chooses, and a closed panel loses nothing.
  await api.change('OPS-1', { description: 'What they wrote.' })
  const again = page.getByRole('dialog', { name: 'Repair the gate' })
  await again.getByRole('button', { name: 'Close the task' }).click()
  await page.getByRole('link', { name: /^OPS-1 / }).click()
  await expect(again.getByRole('textbox', { name: 'Description' })).toHaveValue('What I wrote.')
  await again.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(again.getByRole('alert')).toContainText('What they wrote.')
  await expectAccessible(page, '[role=dialog]')
  await again.getByRole('button', { name: 'Keep yours' }).click()
  await expect(again.getByRole('alert')).toBeHidden()
  await expect.poll(async () => (await api.read('OPS-1'))['description']).toBe('What I wrote.')
})

test('says so where there is no such task', async ({ page, request }) => {
  await withTasks(page, request)
  await page.goto('/projects/OPS?task=OPS-99')
  await expect(page.getByRole('heading', { name: 'There is no OPS-99' })).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
})
