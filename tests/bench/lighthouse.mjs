// What ./web runs: one browser, signed in once, and Lighthouse for each page, as a desktop and as a phone.
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [base, email, password, ...paths] = process.argv.slice(2)
const rounds = Number(process.env.ROUNDS ?? 3)
const web = createRequire(path.resolve(import.meta.dirname, '../../web/package.json'))
const { chromium } = web('@playwright/test')
const modules = path.join(process.env.LIGHTHOUSE, 'node_modules/lighthouse')
const load = (file) => import(pathToFileURL(path.join(modules, file)))
const { default: lighthouse } = await load('core/index.js')
const { default: desktop } = await load('core/config/desktop-config.js')

/** A desktop is what the bar is for; a phone on slow 4G is told beside it. */
const DEVICES = { desktop, phone: undefined }
const BARS = { performance: 95, accessibility: 95, 'best-practices': 95 }

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
const profile = await mkdtemp(path.join(tmpdir(), 'lighthouse-'))
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', `--remote-debugging-port=${port}`],
})
let failed = false

async function measure(page, device) {
  const results = []
  for (let round = 0; round < rounds; round += 1) {
    const flags = { port, disableStorageReset: true, onlyCategories: Object.keys(BARS), logLevel: 'error' }
    results.push((await lighthouse(base + page, flags, DEVICES[device])).lhr)
  }
  const median = (value) => results.map(value).sort((a, b) => a - b)[Math.floor(rounds / 2)]
  const scores = Object.keys(BARS).map((name) =>
    Math.round(100 * median((lhr) => lhr.categories[name].score ?? 0)),
  )
  const time = (audit) => `${(median((lhr) => lhr.audits[audit].numericValue) / 1000).toFixed(1)} s`
  const below = device === 'desktop' && scores.some((score, index) => score < Object.values(BARS)[index])
  failed ||= below
  const columns = [page, device, ...scores, time('first-contentful-paint'), time('largest-contentful-paint')]
  console.log(`| ${columns.join(' | ')} | ${below ? 'no' : device === 'desktop' ? 'yes' : ''} |`)
  if (!process.env.VERBOSE) return
  for (const { title, score, id } of Object.values(results[0].audits)) {
    if (score !== null && score < 0.9) console.log(`    ${id}: ${title} (${score})`)
  }
}

try {
  console.log('| page | as | performance | accessibility | best practices | first paint | largest | reached |')
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const device of Object.keys(DEVICES)) await measure('/sign-in', device)
  if (email) {
    const page = await browser.newPage()
    await page.goto(`${base}/sign-in`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.close()
    for (const path of paths.length > 0 ? paths : ['/']) {
      for (const device of Object.keys(DEVICES)) await measure(path, device)
    }
  }
} finally {
  await browser.close()
  await rm(profile, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
