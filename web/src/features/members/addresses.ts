export interface Address {
  email: string
  /** As it stood before the address: `Grace Hopper <grace@example.com>`. */
  name?: string
}

const PLAIN = /^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+\.[^\s@<>"(),;:]+$/

/** Reads addresses as people paste them: one a line, or with commas or semicolons between, with names or without. */
export function readAddresses(text: string): { addresses: Address[]; unreadable: string[] } {
  const addresses = new Map<string, Address>()
  const unreadable: string[] = []
  for (const part of text.split(/[\n,;]+/).flatMap(splitPlain)) {
    const address = readAddress(part)
    if (!address) unreadable.push(part)
    else if (!addresses.has(address.email)) addresses.set(address.email, address)
  }
  return { addresses: [...addresses.values()], unreadable }
}

/** `ada@example.com grace@example.com` are two, `Grace Hopper <grace@example.com>` is one. */
function splitPlain(part: string): string[] {
  const words = part.trim().split(/\s+/).filter(Boolean)
  if (words.length > 1 && words.every((word) => PLAIN.test(word))) return words
  return words.length > 0 ? [words.join(' ')] : []
}

function readAddress(part: string): Address | undefined {
  const named = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(part)
  const email = (named?.[2] ?? part).trim().toLowerCase()
  const name = named?.[1]?.trim()
  if (!PLAIN.test(email)) return undefined
  return name ? { email, name } : { email }
}

/** As a person would write it. */
export function writtenAddress({ email, name }: Address): string {
  return name ? `${name} <${email}>` : email
}
