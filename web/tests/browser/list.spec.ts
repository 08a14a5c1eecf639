import { expect, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api } from './colleagues'
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

test('remembers which columns are shown and how wide, for each project', async ({
  page,
  request,
}) => {
  const { api, who } = await withTasks(page, request)
  await api.task({ title: 'Repair the door', tags: ['hall'] })
  const other = await Api.as(request, who)
  const { id } = await other.send<{ id: string }>('POST', '/api/projects', {
    key: 'FRT',
    name: 'Freight',
  })
  await other.send('POST', '/api/tasks', { project_id: id, title: 'Book the truck' })
  await page.goto('/projects/OPS?view=list')
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true })
  const edge = (name: string) => page.getByRole('separator', { name: `Width of ${name}` })
  const width = async (name: string) => Number(await edge(name).getAttribute('aria-valuenow'))
  await expect(head('Status')).toBeVisible()
  const before = await width('Status')

  const box = await edge('Status').boundingBox()
  if (!box) throw new Error('the edge is not shown')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 30, box.y + box.height / 2)
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2)
  await page.mouse.up()
  await expect.poll(() => width('Status')).toBe(before + 60)
  const byKeys = await width('Tags')
  await edge('Tags').focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => width('Tags')).toBe(byKeys - 32)

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('option', { name: 'Due' }).click()
  await page.getByRole('option', { name: 'Created' }).click()
  await expectAccessible(page, '[role=dialog]')
  await page.keyboard.press('Escape')
  await expect(head('Due')).toBeHidden()
  await expect(head('Created')).toBeVisible()

  await page.reload()
  await expect(head('Created')).toBeVisible()
  await expect(head('Due')).toBeHidden()
  await expect.poll(() => width('Status')).toBe(before + 60)
  await expect.poll(() => width('Tags')).toBe(byKeys - 32)

  // Another project has its own, also when the list stays and only the project changes.
  const projects = page.getByRole('navigation', { name: 'Main' })
  await projects.getByRole('link', { name: 'Freight' }).click()
  await page.getByRole('button', { name: 'List', exact: true }).click()
  await expect(page.getByText('Book the truck')).toBeVisible()
  await expect(head('Due')).toBeVisible()
  await expect(head('Created')).toBeHidden()
  await expect.poll(() => width('Status')).toBe(before)
  await page.evaluate(() => {
    history.go(-2)
  })
  await expect(page.getByText('Repair the door')).toBeVisible()
  await expect(head('Created')).toBeVisible()
  await expect(head('Due')).toBeHidden()
  await expect.poll(() => width('Status')).toBe(before + 60)
})
