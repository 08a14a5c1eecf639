import { expect, type Locator, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { tabTo, take } from './keyboard'
import { withTasks } from './tasks'

const CUSTOM_FIELDS = [{ key: 'amount', name: 'Amount', kind: 'number' }]

async function choose(page: Page, within: Locator, name: string | RegExp, option: string) {
  await within.getByRole('combobox', { name }).last().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const condition = (page: Page) => page.getByRole('region', { name: 'If' })
const text = (page: Page) => page.getByRole('textbox', { name: 'As text' })

test('builds a rule that fires for what it means, and tells of both', async ({ page, request }) => {
  const { api } = await withTasks(page, request, CUSTOM_FIELDS)
  await page.goto('/rules')
  await expect(page.getByText('No rule yet')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Create rule' }).click()

  await page.getByLabel('Name', { exact: true }).fill('Tag what is urgent')
  await choose(page, page.getByRole('region', { name: 'When' }), 'In the project', 'Operations')
  const when = condition(page)
  await when.getByRole('button', { name: 'Add condition' }).click()
  await choose(page, when, 'Field', 'Priority')
  await choose(page, when, 'Value for Priority', 'Critical')
  await when.getByRole('button', { name: 'Add group' }).click()
  const group = when.getByRole('group', { name: 'Group of conditions' })
  await choose(page, group, 'Field', 'Amount')
  await choose(page, group, 'What is asked of Amount', 'is more than')
  await group.getByRole('spinbutton', { name: 'Value for Amount' }).fill('1000')
  await group.getByRole('button', { name: 'Add condition' }).click()
  await choose(page, group, 'Field', 'Title')

  // What is not complete is not saved.
  const then = page.getByRole('region', { name: 'Then' })
  await then.getByRole('button', { name: 'Add action' }).click()
  await page.getByRole('menuitem', { name: 'Change a task' }).click()
  await then.getByRole('textbox', { name: 'Comment' }).fill('Seen: {{ trigger.task.nothing }}')
  await page.getByRole('button', { name: 'Create rule' }).click()
  await expect(when.getByText('Say what it is compared with.')).toBeVisible()
  await group.getByRole('textbox', { name: 'Value for Title' }).fill('door')
  await expect(text(page)).toHaveValue(
    'trigger.task.priority == "critical" && ((has(trigger.task.custom.amount) && ' +
      'trigger.task.custom.amount > 1000) || trigger.task.title.contains("door"))',
  )

  // What the server refuses is said at its field.
  await page.getByRole('button', { name: 'Create rule' }).click()
  await expect(then.getByRole('alert').filter({ hasText: 'trigger.task.nothing' })).toBeVisible()
  await expectAccessible(page)
  await then.getByRole('textbox', { name: 'Comment' }).fill('Seen: {{ trigger.task.title }}')
  await page.getByRole('button', { name: 'Create rule' }).click()
  await expect(page.getByRole('button', { name: 'Save rule' })).toBeDisabled()

  const meant = await api.task({ title: 'Repair the door', priority: 'critical' })
  const other = await api.task({ title: 'Paint the door', priority: 'low' })
  await page.getByRole('main').getByRole('link', { name: 'Log', exact: true }).click()
  const log = page.getByRole('list', { name: 'Log, the newest first' })
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(log.getByRole('listitem')).toHaveCount(2, { timeout: 2_000 })
  }).toPass()
  const entry = (key: string) => log.getByRole('listitem').filter({ hasText: key })
  await expect(entry(meant.key)).toContainText('Fired')
  await expect(entry(meant.key).getByRole('link', { name: 'The run for' })).toHaveAttribute(
    'href',
    /^\/runs\/[0-9a-f-]{36}$/,
  )
  await expect(entry(other.key)).toContainText('Did not fire')
  await expect(entry(other.key)).toContainText('The condition does not hold')
  await expectAccessible(page)

  await entry(meant.key).getByRole('link', { name: meant.key, exact: true }).click()
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('Seen: Repair the door')).toBeVisible({ timeout: 2_000 })
  }).toPass()
})

test('keeps builder and text in step, and the list switches rules off', async ({
  page,
  request,
}) => {
  await withTasks(page, request)
  await page.goto('/rules')
  await page.getByRole('link', { name: 'Tag critical tasks as urgent' }).click()
  const when = condition(page)
  await expect(text(page)).toHaveValue('trigger.task.priority == "critical"')
  await text(page).fill('"vip" in trigger.task.tags || size(trigger.task.assignees) == 0')
  await expect(when.getByRole('combobox', { name: 'How they are joined' })).toContainText(
    'At least one',
  )
  await expect(when.getByRole('button', { name: 'Value for Tags: vip' })).toBeVisible()
  await when.getByRole('button', { name: 'Remove the condition on Tags' }).click()
  await expect(text(page)).toHaveValue('size(trigger.task.assignees) == 0')

  // More than the builder can show is left as it is.
  const free = 'trigger.task.tags.exists(tag, tag.startsWith("v"))'
  await text(page).fill(free)
  await expect(when.getByText('The builder cannot show this condition.')).toBeVisible()
  await expect(when.getByRole('button', { name: 'Add condition' })).toBeHidden()
  await page.getByRole('button', { name: 'Create rule' }).click()
  await expect(page.getByText('All is saved.')).toBeVisible()
  await page.reload()
  await expect(text(page)).toHaveValue(free)
  await text(page).fill('trigger.task.tags.exists(')
  await expect(when.getByText('cannot be read as CEL')).toBeVisible()
  await page.getByRole('button', { name: 'Save rule' }).click()
  await expect(text(page)).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(text(page)).toHaveValue(free)

  await page.getByRole('main').getByRole('link', { name: 'Log', exact: true }).click()
  await expect(page.getByText('It has not looked at anything yet')).toBeVisible()
  await page.getByRole('link', { name: 'Rules' }).first().click()
  const toggle = page.getByRole('switch', { name: 'Tag critical tasks as urgent is enabled' })
  await toggle.click()
  await expect(toggle).not.toBeChecked()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Delete Tag critical tasks as urgent' }).click()
  await page.getByRole('button', { name: 'Delete rule' }).click()
  await expect(page.getByText('No rule yet')).toBeVisible()
})

test('builds a condition with the keyboard alone', async ({ page, request }) => {
  await withTasks(page, request)
  await page.goto('/rules/new')
  await tabTo(page, condition(page).getByRole('button', { name: 'Add condition' }))
  await page.keyboard.press('Enter')
  const field = condition(page).getByRole('combobox', { name: 'Field' })
  await expect(field).toBeFocused()
  await page.keyboard.press('Enter')
  await take(page, 'listbox', 'Pri', 'Priority')
  await expect(field).toHaveText('Priority')
  await tabTo(page, condition(page).getByRole('combobox', { name: 'What is asked of Priority' }))
  await page.keyboard.press('Enter')
  await take(page, 'listbox', 'is not', 'is not')
  await tabTo(page, condition(page).getByRole('combobox', { name: 'Value for Priority' }))
  await page.keyboard.press('Enter')
  await take(page, 'listbox', 'Low', 'Low')
  await expect(text(page)).toHaveValue('trigger.task.priority != "low"')
})
