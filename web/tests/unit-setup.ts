// What jsdom lacks and our modules ask for when they are loaded.
import { vi } from 'vitest'

vi.stubGlobal(
  'matchMedia',
  (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
    }) as unknown as MediaQueryList,
)
