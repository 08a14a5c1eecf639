/** A key that suits a name: "Outbound freight" → "OF", "Operations" → "OPER". 2 to 10 capitals and digits. */
export function suggestKey(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean)
  const initials = words.map((word) => word.charAt(0)).join('')
  const key = words.length > 1 ? initials : (words[0] ?? '').slice(0, 4)
  return key.replace(/^[0-9]+/, '').slice(0, 10)
}
