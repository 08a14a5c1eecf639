import { expect, test } from '@playwright/test'

import { signedUp } from './people'

test('says that it is offline, and goes on when it is back', async ({ page, context }) => {
  await signedUp(page)
  await context.setOffline(true)
  await expect(page.getByText('You are offline.')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('You are offline.')).toBeHidden()
})

test.describe('installed', () => {
  test.use({ serviceWorkers: 'allow' })

  test('opens without a network, and keeps nothing of the API', async ({ page, context }) => {
    await signedUp(page)
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })
    // What the worker has seen, it has kept.
    await page.reload()
    await expect(page.getByText('Hello, Ada')).toBeVisible()
    const kept = () =>
      page.evaluate(async () => {
        const cache = await caches.open((await caches.keys())[0] ?? '')
        return (await cache.keys()).map((request) => new URL(request.url).pathname)
      })
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    )
    const assets = loaded.filter((path) => path.startsWith('/assets/'))
    expect(assets.length).toBeGreaterThan(0)
    // It keeps them after it has answered.
    await expect.poll(kept).toEqual(expect.arrayContaining(['/index.html', ...assets]))
    expect((await kept()).filter((path) => path.startsWith('/api'))).toEqual([])

    await context.setOffline(true)
    await page.reload()
    await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByText('Hello, Ada')).toBeVisible()
  })

  test('has what an installation needs', async ({ page, request }) => {
    await page.goto('/sign-in')
    const href = await page.locator('link[rel=manifest]').getAttribute('href')
    const manifest = (await (await request.get(href ?? '')).json()) as {
      start_url: string
      display: string
      icons: { src: string; sizes: string }[]
    }
    expect(manifest).toMatchObject({ start_url: '/', display: 'standalone' })
    expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(
      expect.arrayContaining(['192x192', '512x512']),
    )
    for (const { src } of manifest.icons) {
      expect((await request.get(src)).headers()['content-type']).toBe('image/png')
    }
  })
})
