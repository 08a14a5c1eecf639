import { type APIRequestContext, type Browser, expect, type Page } from '@playwright/test'

import type { Newcomer } from './people'

/** The API as a person uses it without the app, for what a test is not about. */
export class Api {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
  ) {}

  static async as(
    request: APIRequestContext,
    who: Pick<Newcomer, 'email' | 'password'>,
  ): Promise<Api> {
    const { email, password } = who
    const answer = await request.post('/api/auth/login', { data: { email, password } })
    expect(answer.status()).toBe(200)
    const { access_token } = (await answer.json()) as { access_token: string }
    return new Api(request, access_token)
  }

  async send<Answer = unknown>(method: string, path: string, data?: unknown): Promise<Answer> {
    const answer = await this.request.fetch(path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'if-match': '*' },
      ...(data !== undefined && { data }),
    })
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
    const text = await answer.text()
    return (text ? JSON.parse(text) : undefined) as Answer
  }
}

interface Mail {
  /** As it was sent, in quoted-printable. */
  RawData: string
}

/** The link in the newest mail to this address, as a path of the app. */
export async function mailedLink(request: APIRequestContext, email: string): Promise<string> {
  const mails = process.env['MAILS_URL'] ?? 'http://127.0.0.1:4566/_aws/ses'
  let link: string | undefined
  await expect
    .poll(async () => {
      const { messages } = (await (await request.get(mails)).json()) as { messages: Mail[] }
      const mine = messages
        .map(({ RawData }) => RawData.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))
        .findLast((text) => text.includes(email))
      link = /https?:\/\/[^/\s]+(\/[^\s"<>]*token=[\w.%-]+)/.exec(mine ?? '')?.[1]
      return link
    })
    .toBeDefined()
  return link ?? ''
}

/** Invites someone over the API and joins as them, in a browser of their own. */
export async function joined(
  browser: Browser,
  api: Api,
  who: { name: string; email: string; role: 'guest' | 'user' | 'admin' },
): Promise<Page> {
  const { name, email, role } = who
  await api.send('POST', '/api/users/invitations', { email, role })
  const page = await (await browser.newContext()).newPage()
  await page.goto(await mailedLink(page.request, email))
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  return page
}
