const UNITS: [unit: string, seconds: number][] = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** Seconds in the largest unit that they are whole in: `14400` → "4 hours". */
export function writtenSeconds(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? [
    'second',
    1,
  ]
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `[a]` → "a", `[a, b]` → "a and b", `[a, b, c, d]` → "a, b and 2 more". */
export function listed(words: string[]): string {
  if (words.length <= 2) return words.join(' and ')
  if (words.length === 3) return `${words[0]}, ${words[1]} and ${words[2]}`
  return `${words[0]}, ${words[1]} and ${words.length - 2} more`
}

/** The first line of a text that people wrote. */
export function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? ''
}
