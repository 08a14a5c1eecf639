import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, type Page, test } from '@playwright/test'

import { Api, joined } from './colleagues'
import { newcomer } from './people'
import { withTasks } from './tasks'

// Five people, from an empty canvas to two runs that are over.
test.describe.configure({ timeout: 400_000 })

/** What the channel's incoming webhook was told, in the place of Slack. */
async function onCallChannel() {
  const told: string[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      told.push((JSON.parse(Buffer.concat(parts).toString()) as { text: string }).text)
      response.end('ok')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    told,
    address: `http://127.0.0.1:${port}/services/on-call`,
    close: () => server.close(),
  }
}

const drawn = (page: Page, name: string) =>
  page.locator('.react-flow__node').filter({ hasText: name })
const stands = (page: Page, name: string, how: 'Done' | 'Waiting') =>
  page.getByLabel(new RegExp(`^${name}, .*, ${how}$`))

/** Chooses a step by a click; all are brought into sight for that. */
async function choose(page: Page, name: string) {
  await page.getByRole('button', { name: 'Fit into view' }).click()
  await drawn(page, name).click({ position: { x: 60, y: 20 } })
  await expect(drawn(page, name)).toBeFocused()
}

/** Adds a step after another one, and opens its form. */
async function add(page: Page, after: string, words: string, kind: string, name: string) {
  await choose(page, after)
  await page.keyboard.press('a')
  await expect(page.getByRole('combobox', { name: 'Find a step to add' })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(drawn(page, kind)).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByLabel('Name', { exact: true }).fill(name)
}

async function set(page: Page, field: string, option: string) {
  await page.getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function choosePeople(page: Page, names: string[]) {
  await page.getByRole('button', { name: 'Choose people' }).click()
  for (const name of names) await page.getByRole('option', { name }).click()
  await page.keyboard.press('Escape')
}

async function connect(page: Page, from: string, exit: string, to: string) {
  await choose(page, from)
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: /Connect/ })
  await set(page, 'By', exit)
  await dialog.getByRole('combobox', { name: 'Find the step it leads to' }).fill(to)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

/** Draws it on an empty canvas, as the sentence says it. */
async function draw(page: Page, channel: string, leads: string[], chief: string) {
  await page.goto('/workflows')
  await page.getByRole('button', { name: 'Create workflow' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Critical tasks')
  await page.getByRole('dialog').getByRole('button', { name: 'Create workflow' }).click()
  await drawn(page, 'Start').click()
  await page.getByLabel('Name', { exact: true }).fill('A critical task')
  await set(page, 'What begins it', 'Something happens to a task')
  await set(page, 'What happens', 'It is created')
  const filter = page.getByRole('textbox', { name: 'Only if' })
  await filter.pressSequentially('trigger.task.prio')
  await page.getByRole('option', { name: 'trigger.task.priority' }).click()
  await filter.pressSequentially(' == "critical"')
  await page.keyboard.press('Escape')

  await add(page, 'A critical task', 'slack', 'Notify', 'Tell the on-call channel')
  await set(page, 'Channel', 'Slack')
  await page.getByLabel('Address of the incoming webhook').fill(channel)
  await page
    .getByRole('textbox', { name: 'Text' })
    .fill('{{ trigger.task.key }} {{ trigger.task.title }}')

  await add(page, 'Tell the on-call channel', 'approv', 'Ask for approval', 'Ask the leads')
  await page
    .getByRole('textbox', { name: 'Question' })
    .fill('Drop everything for {{ trigger.task.title }}?')
  await choosePeople(page, leads)
  await page.getByLabel('Approvals needed').fill('2')
  await page.getByLabel('Time limit', { exact: true }).fill('4')

  await add(page, 'Ask the leads', 'create a task', 'Create a task', 'Follow up')
  await page.getByRole('textbox', { name: 'Title' }).fill('Why {{ trigger.task.key }} came about')
  await page.getByRole('button', { name: 'Project', exact: true }).click()
  await page.getByRole('option', { name: 'Operations' }).click()

  await add(page, 'Ask the leads', 'notify', 'Notify', 'Escalate')
  await choosePeople(page, [chief])
  await page
    .getByRole('textbox', { name: 'Text' })
    .fill('The leads did not approve {{ trigger.task.title }}')
  await connect(page, 'Ask the leads', 'if it takes too long', 'Escalate')
}

async function answer(lead: Page, question: string, button: 'Approve' | 'Reject') {
  await lead.goto('/approvals')
  const article = lead.getByRole('article', { name: question })
  await article.getByRole('button', { name: button }).click()
  await expect(article).toBeHidden()
}

async function createTask(page: Page, title: string, priority: string) {
  await page.goto('/projects/OPS')
  await page.getByRole('banner').getByRole('button', { name: 'Create a task' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title').fill(title)
  await set(page, 'Priority', priority)
  await dialog.getByRole('button', { name: 'Create task' }).click()
  await expect(dialog).toBeHidden()
}

/** Opens the newest of so many runs: what happened is heard of by a queue. */
async function openRun(page: Page, count: number) {
  const runs = page.getByRole('list', { name: 'Runs' })
  await expect(async () => {
    await page.goto('/runs')
    await expect(runs.getByRole('listitem')).toHaveCount(count, { timeout: 2_000 })
  }).toPass()
  await runs.getByRole('link').first().click()
}

test('a critical task goes to the on-call channel, three leads, and on by what they decide', async ({
  page,
  request,
  browser,
}) => {
  const channel = await onCallChannel()
  const { who } = await withTasks(page, request)
  const api = await Api.as(request, who)
  const join = (name: string) =>
    joined(browser, api, { name, email: newcomer().email, role: 'user' })
  const leads = ['Grace Hopper', 'Alan Turing', 'Edsger Dijkstra']
  const [grace, alan, edsger] = [
    await join('Grace Hopper'),
    await join('Alan Turing'),
    await join('Edsger Dijkstra'),
  ]

  await draw(page, channel.address, leads, 'Ada Lovelace')
  await expect(page.getByText('Saved', { exact: true })).toBeAttached()
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()

  // Tried out: nobody is told, and the way is shown.
  await page.getByRole('link', { name: 'Try it out' }).click()
  await page.getByRole('button', { name: 'Try it out' }).click()
  const outgoing = page.getByRole('list', { name: 'Would have gone out' })
  await expect(outgoing).toContainText('Drop everything for')
  await expect(drawn(page, 'Follow up')).toContainText('Done')
  await set(page, 'Ask the leads', 'Nobody answers in time')
  await page.getByRole('button', { name: 'Try it out' }).click()
  await expect(page.getByText('It came to its end, 4 hours later.')).toBeVisible()
  await expect(drawn(page, 'Escalate')).toContainText('Done')
  await expect(drawn(page, 'Follow up')).not.toContainText('Done')
  expect(channel.told).toEqual([])

  await page.getByRole('link', { name: 'Critical tasks' }).click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published version 1')).toBeVisible()

  // Live: one task that is not meant, and one that two of three approve.
  await createTask(page, 'Paint the door', 'Low')
  await createTask(page, 'The harbour gate is stuck', 'Critical')
  await openRun(page, 1)
  await expect(stands(page, 'Tell the on-call channel', 'Done')).toBeVisible()
  await expect(stands(page, 'Ask the leads', 'Waiting')).toBeVisible()
  expect(channel.told).toEqual(['OPS-2 The harbour gate is stuck'])
  const question = 'Drop everything for The harbour gate is stuck?'
  await answer(grace, question, 'Approve')
  await stands(page, 'Ask the leads', 'Waiting').click()
  await expect(page.getByText('Grace Hopper approved').first()).toBeVisible()
  await expect(page.getByText('Alan Turing has not answered')).toBeVisible()
  await answer(alan, question, 'Approve')
  await expect(stands(page, 'Ask the leads', 'Done')).toBeVisible()
  await expect(stands(page, 'Follow up', 'Done')).toBeVisible()
  await expect(page.getByText('Completed').first()).toBeVisible()
  await edsger.goto('/approvals')
  await expect(edsger.getByText('Nothing waits for you')).toBeVisible()
  await page.goto('/projects/OPS')
  await expect(page.getByText('Why OPS-2 came about')).toBeVisible()

  // And one that two reject.
  await createTask(page, 'Out of coffee', 'Critical')
  await openRun(page, 2)
  const other = 'Drop everything for Out of coffee?'
  await answer(grace, other, 'Reject')
  await answer(edsger, other, 'Reject')
  await expect(stands(page, 'Escalate', 'Done')).toBeVisible()
  await expect(page.getByText('Completed').first()).toBeVisible()
  await expect(async () => {
    await page.goto('/inbox')
    await expect(page.getByText('The leads did not approve Out of coffee')).toBeVisible({
      timeout: 2_000,
    })
  }).toPass()
  await page.goto('/runs')
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2)
  channel.close()
})
