import { beforeEach, describe, expect, it, vi } from 'vitest'

import type * as SessionModule from './session'

type Answer = () => Response | Promise<Response>

const tokens = (text: string, seconds = 3600) =>
  Response.json({
    access_token: text,
    token_type: 'Bearer',
    expires_in: seconds,
    organization_id: 'o',
    user_id: 'ada',
  })
const refused = () => Response.json({ code: 'unauthenticated', detail: 'No.' }, { status: 401 })

/** A server that answers each path from its own queue, and what was asked of it. */
function server(answers: Record<string, Answer[]>) {
  const asked: { path: string; authorization: string | null; key: string | null }[] = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    const request = new Request(
      new URL(input instanceof Request ? input.url : input, location.href),
      {
        headers: input instanceof Request ? input.headers : {},
      },
    )
    const { pathname } = new URL(request.url)
    asked.push({
      path: pathname,
      authorization: request.headers.get('authorization'),
      key: request.headers.get('idempotency-key'),
    })
    const answer = answers[pathname]?.shift()
    if (!answer) throw new Error(`nothing is prepared for ${pathname}`)
    return answer()
  })
  return asked
}

let session: typeof SessionModule

beforeEach(async () => {
  vi.resetModules()
  localStorage.clear()
  session = await import('./session')
})

const get = (path: string) => session.authorizedFetch(new Request(new URL(path, location.href)))

describe('the session', () => {
  it('is resumed by the cookie, and remembered as a hint only', async () => {
    server({ '/api/auth/refresh': [() => tokens('one')] })
    expect(session.mayHaveSession()).toBe(false)
    expect(await session.resumeSession()).toBe(true)
    expect(session.currentSession()).toEqual({ state: 'signed-in', userId: 'ada' })
    expect(JSON.stringify(Object.entries(localStorage))).not.toContain('one')
  })

  it('is not there without a cookie', async () => {
    server({ '/api/auth/refresh': [refused] })
    expect(await session.resumeSession()).toBe(false)
    expect(session.currentSession()).toEqual({ state: 'signed-out' })
  })

  it('is renewed once for all requests that find the token refused, and each is repeated once', async () => {
    const asked = server({
      '/api/auth/refresh': [() => tokens('one'), () => tokens('two')],
      '/api/a': [refused, () => new Response('a')],
      '/api/b': [refused, () => new Response('b')],
    })
    await session.resumeSession()
    const answers = await Promise.all([get('/api/a'), get('/api/b')])
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['a', 'b'])
    expect(asked.filter(({ path }) => path === '/api/auth/refresh')).toHaveLength(2)
    expect(asked.filter(({ path }) => path === '/api/a').map((one) => one.authorization)).toEqual([
      'Bearer one',
      'Bearer two',
    ])
  })

  it('is renewed before the token expires', async () => {
    const asked = server({
      '/api/auth/refresh': [() => tokens('old', 30), () => tokens('new')],
      '/api/a': [() => new Response('a')],
    })
    await session.resumeSession()
    await get('/api/a')
    expect(asked.at(-1)?.authorization).toBe('Bearer new')
  })

  it('survives a lost answer to its renewal', async () => {
    server({
      '/api/auth/refresh': [() => Promise.reject(new TypeError('network')), () => tokens('one')],
    })
    expect(await session.resumeSession()).toBe(true)
  })

  it('lets a request wait until someone signs in again, and then carries it out', async () => {
    const asked = server({
      '/api/auth/refresh': [() => tokens('one'), refused],
      '/api/a': [refused, () => new Response('a')],
    })
    await session.resumeSession()
    const waiting = get('/api/a')
    await vi.waitFor(() => {
      expect(session.currentSession().state).toBe('expired')
    })
    session.beginSession(
      (await tokens('again').json()) as Parameters<typeof session.beginSession>[0],
    )
    expect(await (await waiting).text()).toBe('a')
    expect(asked.at(-1)?.authorization).toBe('Bearer again')
  })

  it('tells whoever waits when the person leaves instead', async () => {
    server({ '/api/auth/refresh': [() => tokens('one'), refused], '/api/a': [refused] })
    await session.resumeSession()
    const waiting = get('/api/a')
    await vi.waitFor(() => {
      expect(session.currentSession().state).toBe('expired')
    })
    session.leaveExpiredSession()
    await expect(waiting).rejects.toMatchObject({ status: 401 })
  })

  it('repeats a POST under the same idempotency key', async () => {
    const asked = server({
      '/api/auth/refresh': [() => tokens('one'), () => tokens('two')],
      '/api/tasks': [refused, () => new Response('made')],
    })
    await session.resumeSession()
    await session.authorizedFetch(
      new Request(new URL('/api/tasks', location.href), { method: 'POST', body: '{}' }),
    )
    const keys = asked.filter(({ path }) => path === '/api/tasks').map(({ key }) => key)
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBeTruthy()
    expect(keys[0]).toBe(keys[1])
  })
})
