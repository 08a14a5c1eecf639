import type { Definition } from '../definition'

/** The longest id, in characters, as the server counts. */
const LENGTH_MAX = 40

/** A text as a name that expressions can use: "Ask the leads!" → `ask_the_leads`. */
export function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
  return plain.slice(0, LENGTH_MAX).replace(/_+$/, '') || 'step'
}

/** A name that none of these have, made of this one: `ask`, `ask_2`, `ask_3`. */
export function unused(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  const [, stem = name] = /^(.*?)(?:_\d+)?$/.exec(name) ?? []
  for (let count = 2; ; count += 1) {
    const end = `_${count}`
    const next = `${stem.slice(0, LENGTH_MAX - end.length)}${end}`
    if (!taken.has(next)) return next
  }
}

export function idsOf(definition: Definition): Set<string> {
  return new Set(definition.nodes.map(({ id }) => id))
}

/** Whether expressions can use it: a small letter, then small letters, digits and `_`, at most 40. */
export function isName(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,39}$/.test(text)
}
