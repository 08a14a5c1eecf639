/** A route's title: `head: () => title('Members')`. */
export function title(text: string) {
  return { meta: [{ title: `${text} · Katalusis` }] }
}
