import { expect, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api, joined } from './colleagues'
import { newcomer, signedUp } from './people'
import { withTasks } from './tasks'

interface Made {
  id: string
}

/** Makes a workflow as someone who drew it has, and publishes it. */
async function published(api: Api, name: string, draft: object): Promise<string> {
  const { id } = await api.send<Made>('POST', '/api/workflows', { name, draft })
  await api.send('POST', `/api/workflows/${id}/publish`, { note: 'The first' })
  return id
}

const START = {
  id: 'start',
  name: 'Request',
  does: { kind: 'start', when: 'manual' },
  position: { x: 0, y: 0 },
}

/** Asks this person whether something may be bought, and tells them when it may not. */
const purchase = (approver: string) => ({
  variables: [
    { name: 'what', label: 'What to buy', type: 'text', required: true },
    { name: 'amount', label: 'Amount', type: 'number', initial: 100 },
  ],
  nodes: [
    START,
    {
      id: 'ask',
      name: 'Ask the lead',
      does: {
        kind: 'approval',
        question: 'May we buy {{ vars.what }} for {{ vars.amount }}?',
        approvers: [{ person: { user: approver } }],
        allow_self: true,
      },
      limit_seconds: 86_400,
      position: { x: 320, y: 0 },
    },
    {
      id: 'order',
      name: 'Have it bought',
      does: {
        kind: 'notification',
        channel: { inbox: [{ user: approver }] },
        text: 'Please buy {{ vars.what }}',
      },
      position: { x: 640, y: -80 },
    },
    {
      id: 'tell',
      name: 'Tell the lead',
      does: {
        kind: 'notification',
        channel: { inbox: [{ user: approver }] },
        text: '{{ vars.what }} will not be bought',
      },
      position: { x: 640, y: 80 },
    },
  ],
  edges: [
    { from: 'start', to: 'ask' },
    { from: 'ask', exit: 'approved', to: 'order' },
    { from: 'ask', exit: 'rejected', to: 'tell' },
    { from: 'ask', exit: 'timed_out', to: 'tell' },
  ],
})

const step = (page: Page, words: string) => page.getByLabel(words, { exact: true })

test('starts a run by its form, has a colleague approve, and sees it come to its end', async ({
  page,
  browser,
}) => {
  const api = await Api.as(page.request, await signedUp(page))
  const email = newcomer().email
  const grace = await joined(browser, api, { name: 'Grace Hopper', email, role: 'user' })
  const { items } = await api.send<{ items: { id: string; email: string }[] }>('GET', '/api/users')
  const her = items.find((person) => person.email === email)?.id ?? ''
  await published(api, 'Purchase', purchase(her))

  await page.goto('/workflows')
  await page.getByRole('button', { name: 'Run Purchase now' }).click()
  const form = page.getByRole('dialog', { name: 'Run Purchase' })
  await form.getByRole('button', { name: 'Run now' }).click()
  await expect(form.getByText('This is needed to begin')).toBeVisible()
  await form.getByLabel('What to buy').fill('Chairs')
  await form.getByLabel('Amount').fill('250')
  await form.getByRole('button', { name: 'Run now' }).click()
  await expect(page).toHaveURL(/\/runs\/[\w-]{36}/)
  const asking = step(page, 'Ask the lead, Ask for approval, Waiting')
  await expect(asking).toBeVisible()
  await expect(step(page, 'Request, Start, Done')).toBeVisible()
  await asking.click()
  await expect(page.getByText('Grace Hopper has not answered')).toBeVisible()
  await expectAccessible(page)

  await grace.goto('/approvals')
  const question = grace.getByRole('article', { name: 'May we buy Chairs for 250?' })
  await question.getByLabel('Reason, if you like').fill('We sit on boxes')
  await expectAccessible(grace)
  await question.getByRole('button', { name: 'Approve' }).click()
  await expect(grace.getByText('Nothing waits for you')).toBeVisible()
  await grace.goto(page.url().replace(/.*\/runs\/([\w-]{36}).*/, '/approvals/$1'))
  await expect(grace.getByText('It is decided already')).toBeVisible()

  // The page of whoever began it is told by itself.
  await expect(step(page, 'Ask the lead, Ask for approval, Done')).toBeVisible()
  await expect(page.getByText('Completed').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(page.getByText('Grace Hopper approved “Ask the lead”')).toBeVisible()
  await page.getByRole('tab', { name: 'Data' }).click()
  await expect(page.getByText('Chairs')).toBeVisible()
})

test('skips what cannot go on, and cancels with a reason', async ({ page }) => {
  const api = await Api.as(page.request, await signedUp(page))
  const workflow = await published(api, 'Check stock', {
    nodes: [
      START,
      {
        id: 'call',
        name: 'Ask the store',
        does: { kind: 'http_call', method: 'GET', url: 'http://10.0.0.1/stock' },
        retries: { attempts: 1, first_seconds: 1 },
        position: { x: 320, y: 0 },
      },
    ],
    edges: [{ from: 'start', to: 'call' }],
  })
  const begin = () => api.send<Made>('POST', `/api/workflows/${workflow}/runs`, {})
  const [first, second] = [await begin(), await begin()]
  await page.goto(`/runs/${first.id}`)
  const incident = page.getByRole('region', { name: 'Ask the store is stuck' })
  await expect(incident).toBeVisible()
  await expectAccessible(page)
  await incident.getByRole('button', { name: 'Skip' }).click()
  await page.getByRole('menuitem', { name: 'Go on as if it were done' }).click()
  await expect(step(page, 'Ask the store, Call a web address, Skipped')).toBeVisible()
  await expect(page.getByText('Completed').first()).toBeVisible()

  await page.goto(`/runs/${second.id}`)
  await page.getByRole('button', { name: 'Cancel run' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('The store is closed')
  await dialog.getByRole('button', { name: 'Cancel run' }).click()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(page.getByText('Ada Lovelace cancelled the run: The store is closed')).toBeVisible()

  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).first().click()
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Cancelled' }).click()
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page)
})

test('tries a draft out, and makes a workflow of a template', async ({ page }) => {
  const api = await Api.as(page.request, await signedUp(page))
  const { id: me } = await api.send<Made>('GET', '/api/auth/me')
  const { id } = await api.send<Made>('POST', '/api/workflows', {
    name: 'Purchase',
    draft: purchase(me),
  })
  await page.goto(`/workflows/${id}/trial`)
  await page.getByLabel('What to buy').fill('Chairs')
  await page.getByRole('combobox', { name: 'Ask the lead' }).click()
  await page.getByRole('option', { name: 'It is rejected' }).click()
  await page.getByLabel('after').fill('5')
  await page.getByRole('button', { name: 'Try it out' }).click()
  await expect(page.getByText('It came to its end, 5 hours later.')).toBeVisible()
  const outgoing = page.getByRole('list', { name: 'Would have gone out' })
  await expect(outgoing).toContainText('May we buy Chairs for 100?')
  await expect(outgoing).toContainText('Chairs will not be bought')
  const drawn = (id: string) => page.locator(`.react-flow__node[data-id=${id}]`)
  await expect(drawn('tell')).toContainText('Done')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'To the beginning' }).click()
  await expect(page.getByText('Before it begins')).toBeVisible()
  await expect(drawn('tell')).not.toContainText('Done')
  await page.getByRole('button', { name: 'Forward' }).click()
  await expect(drawn('start')).toContainText('Acting')

  await page.goto('/workflows/templates')
  await expect(page.getByRole('heading', { name: 'Finance' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Purchase approval' }).click()
  const sheet = page.getByRole('dialog', { name: 'Purchase approval' })
  await expect(sheet.getByText('What you fill in')).toBeVisible()
  await expect(sheet.getByLabel('Drawing of Purchase approval')).toBeVisible()
  await expectAccessible(page, '[role="dialog"]')
  await sheet.getByRole('button', { name: 'Use this template' }).click()
  await expect(page).toHaveURL(/\/workflows\/[\w-]{36}\?panel=mend/)
  await expect(page.getByRole('heading', { name: 'Purchase approval' })).toBeVisible()
})

test('begins a trial with what a system sends, or as an earlier run began', async ({
  page,
  request,
}) => {
  const { who, api: beside } = await withTasks(page, request)
  const api = await Api.as(request, who)
  const { id: me } = await api.send<Made>('GET', '/api/auth/me')
  const telling = (start: object, text: string) => ({
    nodes: [
      { ...START, does: { kind: 'start', ...start } },
      {
        id: 'tell',
        name: 'Tell',
        does: { kind: 'notification', channel: { inbox: [{ user: me }] }, text },
        position: { x: 320, y: 0 },
      },
    ],
    edges: [{ from: 'start', to: 'tell' }],
  })
  const called = telling({ when: 'webhook' }, 'Order {{ trigger.body.order }}')
  const order = await published(api, 'Orders', called)
  await page.goto(`/workflows/${order}/trial`)
  await page.getByLabel('What is sent').fill('{"order": 4711}')
  await page.getByRole('button', { name: 'Try it out' }).click()
  await expect(page.getByText('Order 4711', { exact: true })).toBeVisible()

  const created = telling({ when: 'task_event', event: 'created' }, '{{ trigger.task.title }}')
  const task = await published(api, 'New tasks', created)
  await beside.task({ title: 'Mend the gate' })
  const runs = () => api.send<{ items: unknown[] }>('GET', `/api/runs?origin=${task}`)
  await expect.poll(async () => (await runs()).items.length).toBe(1)
  await page.goto(`/workflows/${task}/trial`)
  await page.getByRole('button', { name: 'As is said here' }).click()
  await page.getByRole('option').nth(1).click()
  await page.getByRole('button', { name: 'Try it out' }).click()
  await expect(page.getByText('Mend the gate', { exact: true })).toBeVisible()
  await expectAccessible(page)
})
