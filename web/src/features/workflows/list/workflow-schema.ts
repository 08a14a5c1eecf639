import { z } from 'zod'

/** As the server counts them; it has the last word. */
export const workflowSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(120, 'Use at most 120 characters.'),
  description: z.string().max(10_000, 'Use at most 10,000 characters.'),
})
