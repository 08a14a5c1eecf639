/**
 * Shortcuts in writing: `mod+k` (⌘ on a Mac, Ctrl elsewhere), `shift+enter`, `?`, or a sequence with spaces
 * between: `g t`.
 */

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent)

const CAPS: Record<string, string> = {
  mod: MAC ? '⌘' : 'Ctrl',
  shift: '⇧',
  alt: MAC ? '⌥' : 'Alt',
  enter: '↵',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  backspace: '⌫',
  delete: 'Del',
  space: 'Space',
}

const SPOKEN: Record<string, string> = {
  mod: MAC ? 'Command' : 'Control',
  shift: 'Shift',
  alt: MAC ? 'Option' : 'Alt',
  space: 'Space',
  enter: 'Enter',
  arrowup: 'Arrow up',
  arrowdown: 'Arrow down',
  arrowleft: 'Arrow left',
  arrowright: 'Arrow right',
  '?': 'Question mark',
  '/': 'Slash',
}

/** Key caps, in order. */
export function writtenKeys(keys: string): string[] {
  return keys.split(/[ +]/).map((key) => CAPS[key] ?? key.toUpperCase())
}

/** For screen readers. */
export function spokenKeys(keys: string): string {
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((key) => SPOKEN[key] ?? key.toUpperCase())
        .join(' '),
    )
    .join(' then ')
}

/** One press as it is written: `mod+k`. Shift is named only with keys that it does not change. */
export function chordOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key))
  return [
    (MAC ? event.metaKey : event.ctrlKey) && 'mod',
    event.altKey && 'alt',
    shift && 'shift',
    key === ' ' ? 'space' : key,
  ]
    .filter(Boolean)
    .join('+')
}
