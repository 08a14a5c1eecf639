import { z } from 'zod'

/** As the server counts them; it has the last word. */
export const email = z.email('Enter an e-mail address like ada@example.com.')
export const newPassword = z
  .string()
  .min(8, 'Use at least 8 characters.')
  .max(256, 'Use at most 256 characters.')
export const name = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(120, 'Use at most 120 characters.')
/** A password that is compared, not set. */
export const password = z.string().min(1, 'Enter your password.')
