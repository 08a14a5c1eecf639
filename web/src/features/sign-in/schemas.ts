import { z } from 'zod'

/** A page of ours to go to afterwards; anything else in the address is ignored. */
export const next = z
  .string()
  .optional()
  .transform((path) => (path?.startsWith('/') && !/^\/[/\\]/.test(path) ? path : undefined))
  .catch(undefined)
