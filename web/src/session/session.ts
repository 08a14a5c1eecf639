/**
 * The session of this tab: the access token, how it is renewed, and what happens when that is not possible.
 *
 * The access token is in this module's memory and nowhere else. The refresh token is in an HttpOnly cookie that all
 * tabs share and that changes with each use, so tabs take turns (`navigator.locks`). Where the browser has no locks
 * the server's grace for the token before the current one makes up for it.
 */
import { ApiError, offline, problemOf } from '@/api/problem'
import type { components } from '@/api/schema'

type LoggedIn = components['schemas']['LoggedIn']

export type Session =
  /** Nobody asked yet: there may be a cookie. */
  | { state: 'unknown' }
  | { state: 'signed-out' }
  | { state: 'signed-in'; userId: string }
  /** It was there when the page was opened and is over; the page stays, a dialog asks to sign in again. */
  | { state: 'expired'; userId: string; reason: 'ended' | 'signed-out-elsewhere' }

interface Token {
  text: string
  /** When to renew it, in milliseconds of `performance.now()`. */
  renewAt: number
}

const LOCK = 'katalusis.refresh'
const HINT = 'katalusis.signed-in'
/** A token is renewed this long before it expires. */
const AHEAD_MS = 60_000

let session: Session = { state: 'unknown' }
let token: Token | undefined
let renewal: Promise<boolean> | undefined
const listeners = new Set<() => void>()
/** Requests that wait until someone signs in again. */
let waiting: ((signedIn: boolean) => void)[] = []

type News = { type: 'signed-in'; userId: string } | { type: 'signed-out' }
const channel =
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('katalusis.session')

// --- what others see ------------------------------------------------------------------------------

export function currentSession(): Session {
  return session
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether this browser has probably a session: worth a request, no promise. */
export function mayHaveSession(): boolean {
  if (session.state !== 'unknown') return session.state === 'signed-in'
  try {
    return localStorage.getItem(HINT) !== null
  } catch {
    return true
  }
}

/** Opens the session that the cookie stands for, if there is one. Throws only if the server cannot be reached. */
export async function resumeSession(): Promise<boolean> {
  if (session.state === 'unknown' || session.state === 'signed-out') return renew()
  return true
}

/** Takes what a log-in, sign-up, invitation or reset gave. */
export function beginSession(loggedIn: LoggedIn): void {
  const before = session
  keep(loggedIn)
  channel?.postMessage({ type: 'signed-in', userId: loggedIn.user_id } satisfies News)
  if (before.state === 'expired' && before.userId !== loggedIn.user_id) {
    // What is on the page belongs to someone else.
    release(false)
    location.assign('/')
    return
  }
  release(true)
}

/** Ends the session here, on the server and in the other tabs. */
export async function endSession(): Promise<void> {
  const headers = token ? { authorization: `Bearer ${token.text}` } : undefined
  try {
    await fetch('/api/auth/logout', { method: 'POST', ...(headers && { headers }) })
  } finally {
    forget({ state: 'signed-out' })
    release(false)
    channel?.postMessage({ type: 'signed-out' } satisfies News)
  }
}

/** Leaves a session that is over: whoever waited for it is told no. */
export function leaveExpiredSession(): void {
  forget({ state: 'signed-out' })
  release(false)
}

/**
 * `fetch` with the session: sends the access token, renews it before it expires or once if the server refuses it,
 * and when the session is over waits until the person has signed in again. A POST carries an `Idempotency-Key`, so
 * that its repetition is done once.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
    request.headers.set('idempotency-key', crypto.randomUUID())
  }
  if (session.state === 'expired') await signedInAgain(request)
  if (token && performance.now() >= token.renewAt && !(await renew())) await signedInAgain(request)
  const used = token
  const response = await send(request)
  if (response.status !== 401 || !used) return response
  // Another request may have renewed it in the meantime.
  if (token === used && !(await renew())) await signedInAgain(request)
  return send(request)
}

/** `fetch` for what needs no session: a failure to connect is an `ApiError` here too. */
export async function plainFetch(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw offline()
  }
}

// --- how -------------------------------------------------------------------------------------------

async function send(request: Request): Promise<Response> {
  const attempt = request.clone()
  if (token) attempt.headers.set('authorization', `Bearer ${token.text}`)
  return plainFetch(attempt)
}

/** Gets new tokens, once for all who ask at the same time; whether there is still a session. */
function renew(): Promise<boolean> {
  renewal ??= inTurn(exchange).finally(() => {
    renewal = undefined
  })
  return renewal
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work()
  return await navigator.locks.request(LOCK, work)
}

async function exchange(): Promise<boolean> {
  const response = await exchangeOnce().catch(async () => {
    // The answer may be lost and the cookie used: within its grace the server answers the old one too, so at once.
    await new Promise((resolve) => setTimeout(resolve, 500))
    return exchangeOnce()
  })
  if (response.ok) {
    keep((await response.json()) as LoggedIn)
    return true
  }
  if (response.status === 401 || response.status === 403) {
    forget(
      session.state === 'signed-in'
        ? { state: 'expired', userId: session.userId, reason: 'ended' }
        : session.state === 'expired'
          ? session
          : { state: 'signed-out' },
    )
    return false
  }
  throw problemOf(await response.json().catch(() => undefined), response)
}

async function exchangeOnce(): Promise<Response> {
  try {
    return await fetch('/api/auth/refresh', { method: 'POST' })
  } catch {
    throw offline()
  }
}

/** Waits until the person has signed in again; throws if they leave instead. */
async function signedInAgain(request: Request): Promise<void> {
  const signedIn = await new Promise<boolean>((resolve, reject) => {
    waiting.push(resolve)
    request.signal.addEventListener('abort', () => {
      reject(request.signal.reason as Error)
    })
  })
  if (signedIn) return
  throw new ApiError({
    status: 401,
    code: 'unauthenticated',
    title: 'Signed out',
    detail: 'You are signed out. Sign in and try again.',
    instance: '',
  })
}

function keep(loggedIn: LoggedIn): void {
  token = {
    text: loggedIn.access_token,
    renewAt: performance.now() + Math.max(loggedIn.expires_in * 1000 - AHEAD_MS, 0),
  }
  hint('1')
  change({ state: 'signed-in', userId: loggedIn.user_id })
}

function forget(next: Session): void {
  token = undefined
  if (next.state === 'signed-out') hint(undefined)
  change(next)
}

function release(signedIn: boolean): void {
  const released = waiting
  waiting = []
  for (const resolve of released) resolve(signedIn)
}

function change(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

/** A hint for the next visit, not a secret: there may be a cookie. */
function hint(value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(HINT)
    else localStorage.setItem(HINT, value)
  } catch {
    // Storage is blocked; then every visit asks.
  }
}

channel?.addEventListener('message', ({ data }: MessageEvent<News>) => {
  if (data.type === 'signed-out' && session.state === 'signed-in') {
    forget({ state: 'expired', userId: session.userId, reason: 'signed-out-elsewhere' })
  }
  if (data.type === 'signed-in' && session.state === 'expired') {
    if (data.userId !== session.userId) location.assign('/')
    // The other tab's cookie is good for this one too.
    else void renew().then(release, () => undefined)
  }
  if (
    data.type === 'signed-in' &&
    session.state === 'signed-in' &&
    data.userId !== session.userId
  ) {
    // The cookie is someone else's now: the next renewal would mix two people in one page.
    location.assign('/')
  }
})
