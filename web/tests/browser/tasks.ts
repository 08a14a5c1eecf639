import { type APIRequestContext, expect, type Page } from '@playwright/test'

import { type Newcomer, signedUp } from './people'

interface NewTask {
  title: string
  status?: string
  priority?: string
  tags?: string[]
  description?: string
  due_at?: string
}

export interface MadeTask {
  id: string
  key: string
  title: string
}

/** The API, as someone who works beside the page under test. */
export class Beside {
  private readonly request: APIRequestContext
  private readonly token: string
  readonly project: string

  constructor(request: APIRequestContext, token: string, project: string) {
    this.request = request
    this.token = token
    this.project = project
  }

  private get headers() {
    return { authorization: `Bearer ${this.token}` }
  }

  async task(task: NewTask): Promise<MadeTask> {
    const answer = await this.request.post('/api/tasks', {
      headers: { ...this.headers, 'idempotency-key': crypto.randomUUID() },
      data: { project_id: this.project, ...task },
    })
    expect(answer.status()).toBe(201)
    return (await answer.json()) as MadeTask
  }

  async tasks(tasks: NewTask[]): Promise<MadeTask[]> {
    const made: MadeTask[] = []
    for (const task of tasks) made.push(await this.task(task))
    return made
  }

  async change(key: string, patch: Record<string, unknown>): Promise<void> {
    const answer = await this.request.patch(`/api/tasks/${key}`, {
      headers: { ...this.headers, 'if-match': '*' },
      data: patch,
    })
    expect(answer.status()).toBe(200)
  }

  async read(key: string): Promise<Record<string, unknown>> {
    const answer = await this.request.get(`/api/tasks/${key}`, { headers: this.headers })
    return (await answer.json()) as Record<string, unknown>
  }
}

/** A newcomer with a project OPS whose tasks can be made over the API. */
export async function withTasks(
  page: Page,
  request: APIRequestContext,
  customFields: unknown[] = [],
): Promise<{ who: Newcomer; api: Beside }> {
  const who = await signedUp(page)
  const login = await request.post('/api/auth/login', {
    data: { email: who.email, password: who.password },
  })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const project = await request.post('/api/projects', {
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() },
    data: { key: 'OPS', name: 'Operations', custom_fields: customFields },
  })
  expect(project.status()).toBe(201)
  const { id } = (await project.json()) as { id: string }
  return { who, api: new Beside(request, token, id) }
}

export const column = (page: Page, name: string) => page.getByRole('region', { name })
export const card = (page: Page, key: string) =>
  page.locator('[data-task]', { has: page.getByRole('link', { name: new RegExp(`^${key} `) }) })
