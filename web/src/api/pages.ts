/** A part of a list, as every list of the API answers. */
export interface Page<Item> {
  items: Item[]
  next_cursor?: string | null
}

/** All parts of a list that is short by nature (projects, people), one after the other. */
export async function everyPage<Item>(
  read: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  return items
}

/** What `useInfiniteQuery` needs to follow `next_cursor`. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
}
