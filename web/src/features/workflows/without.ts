/** An object without one of its properties. */
export function without<Value extends object, Key extends keyof Value>(
  value: Value,
  key: Key,
): Omit<Value, Key> {
  const copy = { ...value }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete copy[key]
  return copy
}
