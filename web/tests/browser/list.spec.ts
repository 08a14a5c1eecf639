import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { withTasks } from './tasks'

test('changes many tasks at once, says which were refused, and takes it back', async ({
  page,
  request,
}) => {
  const { api } = await withTasks(page, request)
  await api.tasks([
    { title: 'Repair the door' },
    { title: 'Order pallets', status: 'in_progress' },
    { title: 'Count the straps', status: 'in_progress' },
  ])
  await page.goto('/projects/OPS?view=list')
  await page.getByRole('checkbox', { name: 'Select OPS-3' }).click()
  await page.getByRole('checkbox', { name: 'Select OPS-1' }).click({ modifiers: ['Shift'] })
  const bar = page.getByRole('toolbar', { name: 'Selected tasks' })
  await expect(bar.getByText('3 selected')).toBeVisible()
  await expectAccessible(page)

  await bar.getByRole('button', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Completed' }).click()
  const refused = page.getByRole('dialog', { name: '1 of 3 stayed as they were' })
  await expect(refused.getByText('It can go to In progress.')).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: /OPS-3/ }).getByText('Completed')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back: 2 tasks')).toBeVisible()
  await expect(page.getByRole('row', { name: /OPS-3/ }).getByText('In progress')).toBeVisible()

  await bar.getByRole('button', { name: 'Move to the bin' }).click()
  await expect(page.getByText('No tasks yet')).toBeVisible()
  await page.getByRole('button', { name: 'Bin', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Select all that are loaded' }).click()
  await bar.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('The bin is empty')).toBeVisible()
  expect((await api.read('OPS-1'))['deleted_at']).toBeNull()
})

test('orders, groups, hides and edits by keyboard', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.tasks([
    { title: 'Beta', priority: 'high' },
    { title: 'Alpha', priority: 'low' },
  ])
  await page.goto('/projects/OPS?view=list')
  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=title/)
  await expect(page.getByRole('columnheader', { name: 'Title' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await expect(page.locator('[data-row="0"]')).toContainText('Alpha')

  await page.locator('[data-row="0"]').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('[data-row="1"]')).toBeFocused()
  await page.keyboard.press('F2')
  await page.getByRole('textbox', { name: 'Title of OPS-1' }).fill('Gamma')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await api.read('OPS-1'))['title']).toBe('Gamma')

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('option', { name: 'Tags' }).click()
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Priority' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Tags' })).toBeHidden()

  await page.goto('/projects/OPS?view=list&group=priority')
  await expect(page.getByRole('button', { name: 'High 1' })).toBeVisible()
  await page.getByRole('button', { name: 'High 1' }).click()
  await expect(page.getByText('Gamma')).toBeHidden()
  await expect(page.getByText('Alpha')).toBeVisible()
})
