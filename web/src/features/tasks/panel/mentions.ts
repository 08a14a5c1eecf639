/**
 * Mentions are `@[Ada Lovelace](user:<id>)` on the wire and `@Ada Lovelace` while one writes. Names that were
 * chosen from the list, or stood in the text before, become mentions again.
 */
export interface Mentioned {
  id: string
  name: string
}

const MARKUP = /@\[([^\]\n]{1,120})\]\(user:([0-9a-f-]{36})\)/gi

/** A text as it is written, and whom it mentions. */
export function toWriting(body: string): { text: string; mentioned: Mentioned[] } {
  const mentioned: Mentioned[] = []
  const text = body.replace(MARKUP, (_, name: string, id: string) => {
    mentioned.push({ id, name })
    return `@${name}`
  })
  return { text, mentioned }
}

/** A text as it is sent. */
export function toMarkup(text: string, mentioned: Mentioned[]): string {
  // The longest name first: "Ada Lovelace" is not "Ada" and a surname.
  const names = new Map(mentioned.map(({ id, name }) => [name, id]))
  const byLength = [...names.keys()].sort((a, b) => b.length - a.length)
  if (byLength.length === 0) return text
  const some = byLength.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return text.replace(
    new RegExp(`@(${some})(?![\\p{L}\\p{N}_])`, 'gu'),
    (written, name: string) => {
      const id = names.get(name)
      return id ? `@[${name.replaceAll(/[[\]]/g, '')}](user:${id})` : written
    },
  )
}

/** What is written after an `@` just before the caret, if one is being written. */
export function mentionAt(text: string, caret: number): string | undefined {
  return /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]*)?)?$/u.exec(
    text.slice(0, caret),
  )?.[0] !== undefined
    ? (/@([^@\n]*)$/.exec(text.slice(0, caret))?.[1] ?? '')
    : undefined
}
