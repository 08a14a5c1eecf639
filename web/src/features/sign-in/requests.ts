import { publicApi, type Schema, take } from '@/api/client'
import { beginSession } from '@/session/session'

/** Each begins a session in this tab, or throws what is wrong. */

export async function signIn(body: Schema<'LogIn'>): Promise<void> {
  beginSession(await take(publicApi.POST('/api/auth/login', { body })))
}

export async function signUp(body: Schema<'SignUp'>): Promise<void> {
  beginSession(await take(publicApi.POST('/api/auth/signup', { body })))
}

export async function acceptInvitation(body: Schema<'Accept'>): Promise<void> {
  beginSession(await take(publicApi.POST('/api/auth/invitations/accept', { body })))
}

export async function confirmReset(body: Schema<'ConfirmReset'>): Promise<void> {
  beginSession(await take(publicApi.POST('/api/auth/password-reset/confirm', { body })))
}

/** Asks for a mail; whether there is such an account is not told. */
export async function requestReset(body: Schema<'RequestReset'>): Promise<void> {
  await take(publicApi.POST('/api/auth/password-reset', { body }))
}
