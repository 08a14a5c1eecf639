import type { ApiError } from '@/api/problem'

/**
 * Divides a problem between the fields of a form: what is wrong with a field that the form has stands there, the
 * rest stands above the form. `/custom_fields/0/name` is `custom_fields.0.name` in a form.
 */
export function splitProblem(
  problem: ApiError,
  isField: (name: string) => boolean,
): { fields: { name: string; message: string }[]; rest: string | undefined } {
  const named = problem.fields.map(({ pointer, detail }) => ({
    name: pointer.replace(/^[/?]/, '').replaceAll('/', '.'),
    message: asSentence(detail),
  }))
  const fields = named.filter(({ name }) => isField(name))
  const elsewhere = named.filter(({ name }) => !isField(name))
  if (fields.length === 0) return { fields, rest: problem.message }
  const rest = elsewhere.map(({ name, message }) => `${name}: ${message}`).join(' ')
  return { fields, rest: rest || undefined }
}

/** "must have 8 to 256 characters" → "Must have 8 to 256 characters." */
function asSentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
