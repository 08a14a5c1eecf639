import { type APIRequestContext, expect, type Locator, type Page, test } from '@playwright/test'

import { expectAccessible } from './accessible'
import { Api } from './colleagues'
import { opened, press, tabTo } from './keyboard'
import { withTasks } from './tasks'

interface Step {
  id: string
  name: string
  does: Record<string, unknown>
  position?: { x: number; y: number }
}
interface Drawn {
  id: string
  published: number | null
  draft: { nodes: Step[]; edges: { from: string; exit: string; to: string }[] }
}

const START = { id: 'start', name: 'Start', does: { kind: 'start', when: 'manual' } }
const at = (step: Omit<Step, 'position'>, x: number, y = 0): Step => ({
  ...step,
  position: { x, y },
})
const WAIT = { id: 'wait', name: 'Wait a bit', does: { kind: 'delay', wait: { seconds: 60 } } }

/** A newcomer with a project, and workflows that are made over the API. */
async function drawer(page: Page, request: APIRequestContext) {
  const { who } = await withTasks(page, request)
  const api = await Api.as(request, who)
  return {
    make: (name: string, nodes: Step[], edges: { from: string; to: string }[] = []) =>
      api.send<Drawn>('POST', '/api/workflows', { name, draft: { nodes, edges } }),
    read: (id: string) => api.send<Drawn>('GET', `/api/workflows/${id}`),
  }
}

const step = (page: Page, name: string): Locator =>
  page.locator('.react-flow__node').filter({ hasText: name })
const exit = (page: Page, name: string, by: string): Locator =>
  step(page, name).locator(`.react-flow__handle[data-handleid="${by}"]`)
const saved = (page: Page) => expect(page.getByText('Saved', { exact: true })).toBeAttached()
const idOf = (page: Page) => /workflows\/([\w-]+)/.exec(page.url())?.[1] ?? ''

/** Drags from the middle of one thing to the middle of another, as a hand does. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [a, b] = [await from.boundingBox(), await to.boundingBox()]
  if (!a || !b) throw new Error('out of sight')
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await page.mouse.down()
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 })
  await page.mouse.up()
}

test('draws by mouse, mends what is found, and publishes', async ({ page, request }) => {
  const { read } = await drawer(page, request)
  await page.goto('/workflows')
  await expect(page.getByRole('heading', { name: 'No workflow yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Create workflow' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Follow up')
  await page.getByRole('dialog').getByRole('button', { name: 'Create workflow' }).click()
  await expect(step(page, 'Start')).toBeVisible()
  await expect(page.getByText('1 to mend').first()).toBeVisible()

  await page
    .getByRole('option', { name: 'Create a task' })
    .dragTo(page.locator('.react-flow__pane'), { targetPosition: { x: 330, y: 120 } })
  await expect(step(page, 'Create a task')).toBeVisible()
  await drag(page, exit(page, 'Start', 'next'), exit(page, 'Create a task', 'in'))
  await saved(page)
  await expect
    .poll(async () => (await read(idOf(page))).draft.edges)
    .toEqual([{ from: 'start', exit: 'next', to: 'create_a_task' }])

  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled()
  await page.getByRole('button', { name: '2 to mend' }).click()
  await page.getByRole('button', { name: /Write a text/ }).click()
  const title = page.getByRole('textbox', { name: 'Title' })
  await expect(title).toBeFocused()
  await title.pressSequentially('Look at {{ run.w')
  await expect(page.getByRole('option', { name: 'run.workflow' })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.type(' }}')
  await expect(title).toHaveValue('Look at {{ run.workflow }}')
  await page.getByRole('button', { name: 'Project', exact: true }).click()
  await page.getByRole('option', { name: 'Operations' }).click()

  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByLabel('What is new').fill('The first.')
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published version 1')).toBeVisible()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await expect(page.getByRole('list', { name: 'Versions' })).toContainText('The first.')
})

test('draws by keyboard alone', async ({ page, request }) => {
  const { read } = await drawer(page, request)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('create workflow')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Create a workflow' })).toBeVisible()
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Ask first')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(step(page, 'Start')).toBeVisible()

  // Each follows on the one before.
  const add = async (words: string, title: string) => {
    await page.keyboard.press('a')
    await expect(page.getByRole('combobox', { name: 'Find a step to add' })).toBeFocused()
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
    await expect(step(page, title)).toBeFocused()
  }
  await add('approv', 'Ask for approval')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Ask the boss')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Shall we?')
  await press(page, 'button', 'By role')
  await opened(page, 'menu')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Everyone with the role Admin' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Everyone with the role Admin')).toBeVisible()
  await expect(page.getByRole('button', { name: 'By role' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(step(page, 'Ask the boss')).toBeFocused()

  await add('wait', 'Wait')
  await page.keyboard.press('ArrowLeft')
  await expect(step(page, 'Ask the boss')).toBeFocused()
  await expect(
    page.getByText(/^Chosen: Ask the boss, Ask for approval\. Leads if approved to Wait/),
  ).toBeAttached()

  // What is rejected goes back to be asked again, after the wait.
  await page.keyboard.press('c')
  await expect(page.getByRole('dialog', { name: /Connect “Ask the boss”/ })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'By' })).toContainText('if rejected')
  await tabTo(page, page.getByRole('combobox', { name: 'Find the step it leads to' }))
  await page.keyboard.type('Wait')
  await page.keyboard.press('Enter')
  await expect(step(page, 'Ask the boss')).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(step(page, 'Wait')).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('c')
  await expect(page.getByRole('combobox', { name: 'Find the step it leads to' })).toBeFocused()
  await page.keyboard.type('Ask')
  await page.keyboard.press('Enter')
  await saved(page)
  await expect
    .poll(async () => (await read(idOf(page))).draft.edges)
    .toEqual([
      { from: 'start', exit: 'next', to: 'ask_for_approval' },
      { from: 'ask_for_approval', exit: 'approved', to: 'wait' },
      { from: 'ask_for_approval', exit: 'rejected', to: 'wait' },
      { from: 'wait', exit: 'next', to: 'ask_for_approval' },
    ])

  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  await press(page, 'button', 'Publish')
  await opened(page, 'dialog')
  await page.keyboard.type('Ready.')
  await press(page, 'button', 'Publish')
  await expect(page.getByText('Published version 1')).toBeVisible()
})

test('undoes, copies into another workflow, and lays out', async ({ page, request }) => {
  const { make, read } = await drawer(page, request)
  const edges = [{ from: 'start', to: 'wait' }]
  const first = await make('First', [at(START, 0), at(WAIT, 320)], edges)
  const second = await make('Second', [at(START, 0)])
  await page.goto(`/workflows/${first.id}`)
  await step(page, 'Wait a bit').click()
  await page.keyboard.press('Delete')
  await expect(step(page, 'Wait a bit')).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(step(page, 'Wait a bit')).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await expect(step(page, 'Wait a bit')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await step(page, 'Wait a bit').click()

  // Letters of one field are undone at once, and the form follows.
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('')
  await name.pressSequentially('Rest')
  await page.keyboard.press('Control+z')
  await expect(name).toHaveValue('Wait a bit')
  await page.keyboard.press('Escape')
  await expect(step(page, 'Wait a bit')).toBeFocused()
  await page.keyboard.press('Control+c')
  await saved(page)
  expect((await read(first.id)).draft.edges).toHaveLength(1)

  await page.goto(`/workflows/${second.id}`)
  await expect(step(page, 'Start')).toBeVisible()
  await page.keyboard.press('Control+v')
  await expect(step(page, 'Wait a bit')).toBeVisible()
  await page.keyboard.press('Control+d')
  await expect(step(page, 'Wait a bit')).toHaveCount(2)
  await page.keyboard.press('l')
  await expect
    .poll(async () => {
      const { draft } = await read(second.id)
      return new Set(draft.nodes.map(({ position }) => `${position?.x} ${position?.y}`)).size
    })
    .toBe(3)
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('heading', { name: '3 steps chosen' })).toBeVisible()
  await page.getByRole('button', { name: 'Align left' }).click()
  await expect
    .poll(async () => {
      const { draft } = await read(second.id)
      return new Set(draft.nodes.map(({ position }) => position?.x)).size
    })
    .toBe(1)
})

test('asks which to keep where two tabs draw at once', async ({ page, context, request }) => {
  const { make, read } = await drawer(page, request)
  const { id } = await make('Both', [at(START, 0), at(WAIT, 320)], [{ from: 'start', to: 'wait' }])
  const other = await context.newPage()
  for (const tab of [page, other]) {
    await tab.goto(`/workflows/${id}`)
    await step(tab, 'Wait a bit').click()
  }
  const rename = (tab: Page, name: string) => tab.getByLabel('Name', { exact: true }).fill(name)
  await rename(other, 'Theirs')
  await saved(other)
  await expect.poll(async () => (await read(id)).draft.nodes[1]?.name).toBe('Theirs')

  await rename(page, 'Mine')
  await expect(page.getByText('Someone else changed this workflow')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled()
  await page.getByRole('button', { name: 'See the difference' }).click()
  await expect(page.getByRole('dialog')).toContainText(/Theirs.*Mine/)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(step(page, 'Theirs')).toBeVisible()
  await saved(page)

  await rename(page, 'Mine after all')
  await saved(page)
  await rename(other, 'Theirs again')
  await other.getByRole('button', { name: 'Keep mine' }).click()
  await saved(other)
  expect((await read(id)).draft.nodes[1]?.name).toBe('Theirs again')
})

test('looks at versions, compares them, and restores one', async ({ page, request }) => {
  const { make, read } = await drawer(page, request)
  const { id } = await make('Kept', [at(START, 0), at(WAIT, 320)], [{ from: 'start', to: 'wait' }])
  await page.goto(`/workflows/${id}`)
  await step(page, 'Wait a bit').click()
  await expect(page.getByText(/to mend/).first()).toBeVisible()
  // A wait has to lead somewhere.
  await page.keyboard.press('a')
  await expect(page.getByRole('combobox', { name: 'Find a step to add' })).toBeFocused()
  await page.keyboard.type('notify')
  await page.keyboard.press('Enter')
  await expect(step(page, 'Notify')).toBeFocused()
  await page.getByRole('textbox', { name: 'Text' }).fill('Done.')
  await page.getByRole('button', { name: 'By expression' }).click()
  await page.getByLabel('Expression that gives people').fill('run.started_by')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published version 1')).toBeVisible()

  await page.getByRole('textbox', { name: 'Text' }).fill('Over.')
  await saved(page)
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByRole('button', { name: 'Compare version 1 with the draft' }).click()
  await expect(page.getByRole('dialog')).toContainText(/Text.*Done\..*Over\./)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Look at version 1' }).click()
  await expect(page.getByLabel('Version 1 of Kept')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Restore as draft' }).click()
  await expect(page.getByText('Version 1 is the draft again').first()).toBeVisible()
  await expect.poll(async () => (await read(id)).draft.nodes[2]?.does['text']).toBe('Done.')
})

test('lists, renames, switches off, exports, imports and deletes', async ({ page, request }) => {
  const { make } = await drawer(page, request)
  await make('Leave request', [at(START, 0)])
  await page.goto('/workflows')
  const row = page.getByRole('row', { name: /Leave/ })
  await expect(row).toContainText('Draft')
  await expectAccessible(page)
  await row.getByRole('switch').click()
  await expect(page.getByText('Leave request is disabled')).toBeVisible()
  await row.getByRole('button', { name: 'Actions for Leave request' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Leave')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('link', { name: 'Leave', exact: true })).toBeVisible()

  await row.getByRole('button', { name: 'Actions for Leave' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export as JSON' }).click()
  const file = await (await downloading).path()
  await page.getByLabel('Workflow file').setInputFiles(file)
  await expect(page.getByText('Imported Leave')).toBeVisible()
  await expect(step(page, 'Start')).toBeVisible()

  await page.getByRole('button', { name: 'More about this workflow' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete workflow' }).click()
  await expect(page.getByText('Deleted Leave')).toBeVisible()
  await expect(page.getByRole('row', { name: /Leave/ })).toHaveCount(1)
})

test('is accessible with a step chosen, and sets steps on a phone', async ({ page, request }) => {
  const { make, read } = await drawer(page, request)
  const ask = { id: 'ask', name: 'Ask', does: { kind: 'approval', question: '', approvers: [] } }
  const { id } = await make(
    'Anywhere',
    [at(START, 0), at(ask, 320)],
    [{ from: 'start', to: 'ask' }],
  )
  await page.goto(`/workflows/${id}`)
  await step(page, 'Ask').click()
  await expect(page.getByRole('heading', { name: 'Ask for approval' })).toBeVisible()
  await expectAccessible(page)

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/workflows/${id}`)
  await expect(page.getByText('draw on a larger screen')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Ask/ }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Ask the leads')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect.poll(async () => (await read(id)).draft.nodes[1]?.name).toBe('Ask the leads')
})
