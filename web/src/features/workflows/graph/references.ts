/**
 * A setting in which every `steps.<old>` is `steps.<new>`: in expressions and in texts with gaps, wherever they lie in
 * it. What names nothing of this stays the same value.
 */
export function withReferences<Setting>(
  setting: Setting,
  renamed: ReadonlyMap<string, string>,
): Setting {
  return renamed.size === 0 ? setting : (rewritten(setting, renamed) as Setting)
}

function rewritten(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/(?<![\w.])steps\.([a-z][a-z0-9_]*)/g, (whole, id: string) =>
      renamed.has(id) ? `steps.${renamed.get(id) ?? id}` : whole,
    )
  }
  if (Array.isArray(value)) return value.map((item) => rewritten(item, renamed))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, rewritten(item, renamed)]),
    )
  }
  return value
}
