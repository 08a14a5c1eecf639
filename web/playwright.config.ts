import { defineConfig } from '@playwright/test'

/** `tests/checks/browser` starts the product and says where it is. */
const baseURL = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Nothing waits for animations; that they respect this is tested by it.
    contextOptions: { reducedMotion: 'reduce' },
    // What is not there by then never comes; the test says at once what it was.
    actionTimeout: 60_000,
    trace: 'retain-on-failure',
    // Its answers would pass by what tests do to the network; the test of the worker itself allows it.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    },
  },
})
