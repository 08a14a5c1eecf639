import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { take } from './keyboard'
import { card, column, withTasks } from './tasks'

test('moves a task by mouse, by menu and back when the status machine says no', async ({
  page,
  request,
}) => {
  const { api } = await withTasks(page, request)
  await api.tasks([{ title: 'Repair the door' }, { title: 'Order pallets', priority: 'high' }])
  await page.goto('/projects/OPS')
  await expect(column(page, 'New, 2 tasks')).toBeVisible()

  await card(page, 'OPS-1').dragTo(column(page, 'In progress'))
  await expect(column(page, 'In progress, 1 tasks').getByText('Repair the door')).toBeVisible()
  await expect.poll(async () => (await api.read('OPS-1'))['status']).toBe('in_progress')
  await page.reload()
  await expect(column(page, 'In progress, 1 tasks').getByText('Repair the door')).toBeVisible()

  // From new it cannot be completed.
  await card(page, 'OPS-2').dragTo(column(page, 'Completed'))
  await expect(page.getByText('OPS-2 cannot go to Completed', { exact: true })).toBeVisible()
  await expect(page.getByText('From New it goes to In progress.')).toBeVisible()
  await expect(column(page, 'New, 1 tasks').getByText('Order pallets')).toBeVisible()

  await card(page, 'OPS-1').hover()
  await page.getByRole('button', { name: 'Actions for OPS-1' }).click()
  await expectAccessible(page, '[role=menu]')
  await expect(page.getByRole('menuitem', { name: 'New' })).toBeDisabled()
  await page.getByRole('menuitem', { name: 'On hold' }).click()
  await expect(column(page, 'On hold, 1 tasks').getByText('Repair the door')).toBeVisible()
})

test('counts the tasks of a column that it has not read', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.tasks(Array.from({ length: 103 }, (_, index) => ({ title: `Crate ${index}` })))
  await page.goto('/projects/OPS')
  await expect(column(page, 'New, 103 tasks')).toBeVisible()
  await api.change('OPS-7', { status: 'in_progress' })
  await page.reload()
  await expect(column(page, 'New, 102 tasks')).toBeVisible()
})

test('moves a task by keyboard alone', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.tasks([{ title: 'Repair the door' }, { title: 'Order pallets' }])
  await page.goto('/projects/OPS')
  await expect(column(page, 'New, 2 tasks')).toBeVisible()

  await page.getByRole('button', { name: 'Add a task to New' }).focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: /^OPS-2 / })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: /^OPS-1 / })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByText(/^Picked up OPS-1 in New\./)).toBeAttached()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText('Over In progress.')).toBeAttached()
  await page.keyboard.press('Space')
  await expect(page.getByText('Moved OPS-1 from New to In progress.')).toBeAttached()
  await expect(column(page, 'In progress, 1 tasks')).toBeVisible()
  // The focus goes with it.
  await expect(page.getByRole('link', { name: /^OPS-1 / })).toBeFocused()
  await expect.poll(async () => (await api.read('OPS-1'))['status']).toBe('in_progress')

  await page.keyboard.press('m')
  await take(page, 'menu', 'comp', 'Completed')
  await expect(column(page, 'Completed, 1 tasks')).toBeVisible()
  await expect(page.getByRole('link', { name: /^OPS-1 / })).toBeFocused()

  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByText('Over On hold, which is not possible.')).toBeAttached()
  await page.keyboard.press('Escape')
  await expect(page.getByText('OPS-1 stays in Completed.')).toBeAttached()
})

test('takes a move back that lost a race, and says so', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Repair the door' })
  await page.goto('/projects/OPS')
  await expect(column(page, 'New, 1 tasks')).toBeVisible()
  await api.change('OPS-1', { title: 'Repair the gate' })

  await card(page, 'OPS-1').dragTo(column(page, 'In progress'))
  await expect(page.getByText('OPS-1 was changed by someone else')).toBeVisible()
  await expect(column(page, 'New, 1 tasks').getByText('Repair the gate')).toBeVisible()
  await card(page, 'OPS-1').dragTo(column(page, 'In progress'))
  await expect(column(page, 'In progress, 1 tasks').getByText('Repair the gate')).toBeVisible()
})

test('adds tasks, filters by the address, and groups by priority', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await api.task({ title: 'Old one', priority: 'low' })
  await page.goto('/projects/OPS')
  await page.getByRole('button', { name: 'Add a task to In progress' }).click()
  await page.keyboard.type('Count the straps')
  await page.keyboard.press('Enter')
  await expect(column(page, 'In progress, 1 tasks').getByText('Count the straps')).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('search').getByRole('button', { name: 'Priority' }).click()
  await page.getByRole('option', { name: 'Low' }).click()
  await expectAccessible(page, '[role=dialog]')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Count the straps')).toBeHidden()
  await expect(page).toHaveURL(/priority=/)
  await page.reload()
  await expect(page.getByText('Old one')).toBeVisible()
  await expect(page.getByText('Count the straps')).toBeHidden()
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('straps')
  await expect(page).toHaveURL(/q=straps/)
  await expect(page.getByText('Old one')).toBeHidden()
  await page.getByRole('button', { name: 'Clear' }).click()

  await page.getByRole('button', { name: 'By status' }).click()
  await page.getByRole('option', { name: 'Priority' }).click()
  await expect(column(page, 'Low, 1 tasks').getByText('Old one')).toBeVisible()
  await card(page, 'OPS-1').dragTo(column(page, 'Critical'))
  await expect(column(page, 'Critical, 1 tasks').getByText('Old one')).toBeVisible()
  await expectAccessible(page)
})

test('says why it is empty, and leads on', async ({ page, request }) => {
  const { api } = await withTasks(page, request)
  await page.goto('/projects/OPS')
  await expect(page.getByRole('heading', { name: 'No tasks yet' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Import a spreadsheet' })).toBeVisible()
  await expectAccessible(page)
  await api.task({ title: 'Count the pallets' })
  await page.goto('/projects/OPS?q=forklift')
  await expect(page.getByRole('heading', { name: 'No task matches' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(page.getByText('Count the pallets')).toBeVisible()
})
