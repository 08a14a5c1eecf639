/** "Ada Lovelace" → "AL", "mara" → "M". */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\-_.@]+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  )
  return letters.join('').toUpperCase() || '?'
}

/** A hue, 0–359, that always belongs to this name. */
export function hueOf(name: string): number {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return hash % 360
}

const WORDS: Record<string, string> = { super_admin: 'Super admin', api_token: 'API token' }

/** A word of the wire as people read it: `in_progress` → "In progress". */
export function inWords(word: string): string {
  const known = WORDS[word]
  if (known) return known
  const text = word.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
