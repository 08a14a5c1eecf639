import { afterEach, vi } from 'vitest'

// What jsdom lacks and our modules ask for when they are loaded.
vi.stubGlobal(
  'matchMedia',
  (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
    }) as unknown as MediaQueryList,
)

// Tests that render nothing need not load what takes it away.
afterEach(async () => {
  if (document.body.childElementCount > 0) (await import('@testing-library/react')).cleanup()
})
