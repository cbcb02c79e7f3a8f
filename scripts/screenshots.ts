// Takes the pictures of the page in docs/images with a real browser, over the sandbox at a fixed hour: `node
// scripts/screenshots.ts`. Requires Chromium at /usr/bin/chromium, or where CHROMIUM says.
import { mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { type BrowserContextOptions, chromium } from 'playwright-core'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { readConfig } from '../src/config/config.ts'
import { systemClock } from '../src/core/clock.ts'
import { composeService, registry } from '../src/entry/compose.ts'
import { openSqlQueue } from '../src/entry/open-queue.ts'
import { createNodeRuntime } from '../src/runtime/node/node.ts'

interface Picture {
  name: string
  path: string
  /** A job that is started first: its page is the picture. */
  job?: object
  options?: BrowserContextOptions
  faults?: Parameters<Awaited<ReturnType<typeof serveSandbox>>['sandbox']['faults']['set']>[0]
  /** Taken when this is there. */
  until?: string
  scrollTo?: string
}

const desktop = { viewport: { width: 1280, height: 1000 } }
const phone = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2 }
const seattle = '/?place=Seattle&subreddits=sailing,boating&count=8'

const pictures: Picture[] = [
  { name: 'light', path: seattle, options: desktop },
  { name: 'dark', path: seattle, options: { ...desktop, colorScheme: 'dark' } },
  {
    name: 'phone',
    path: '/?place=Norfolk%2C+VA&subreddits=sailing',
    options: phone,
    scrollTo: '.answer-head',
  },
  {
    name: 'streaming',
    path: '/?place=Portland%2C+ME&subreddits=fishing,kayaking&count=5',
    options: desktop,
    faults: [
      { match: '/r/kayaking', fault: 'delay', delayMs: 1_500 },
      { match: 'anz15', fault: 'delay', delayMs: 1_800 },
    ],
    until: '#slot-posts-fishing ol',
  },
  {
    name: 'failure',
    path: '/?place=Annapolis%2C+MD&subreddits=sailing,surfing&count=5',
    options: { viewport: { width: 1280, height: 1000 } },
    faults: [
      { match: '/r/surfing', fault: 'never' },
      { match: 'anz532', fault: '500' },
      { match: '/products', fault: '500' },
    ],
    until: '.posts .failed',
  },
  { name: 'status', path: '/status', options: { viewport: { width: 1280, height: 900 } } },
  {
    name: 'job',
    path: '/jobs/',
    job: { kind: 'forecasts', prefix: 'GMZ' },
    options: { viewport: { width: 1280, height: 900 } },
    faults: [
      { match: 'gmz033', fault: '500' },
      { match: '/products', fault: '500' },
      { match: '/marine/', fault: 'delay', delayMs: 250 },
    ],
    until: '.job-parts tbody tr:nth-child(7)',
  },
]

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))
mkdirSync(folder, { recursive: true })

const startedAt = Date.UTC(2026, 10, 21, 6, 40)
const began = systemClock.elapsed()
const clock = { ...systemClock, now: () => startedAt + Math.round(systemClock.elapsed() - began) }
const upstreams = await serveSandbox({ clock })
const runtime = createNodeRuntime({ clock, threadFile: new URL('../src/entry/thread.ts', import.meta.url) })
const variables = { GEOCODE_RPS: '0', REDDIT_RPS: '0', ...sandboxUrls(upstreams.url) }
const { app, service, work } = composeService({
  config: readConfig(variables, registry),
  runtime,
  compresses: true,
  openQueue: openSqlQueue,
})
service.jobs?.queue.start(work)
const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
})
/** Starts a job, and gives its id. */
async function submit(job: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/v1/jobs`, { method: 'POST', headers, body: JSON.stringify(job) })
  return ((await response.json()) as { id: string }).id
}

for (const { name, path, job, options = {}, faults = [], until, scrollTo } of pictures) {
  upstreams.sandbox.faults.set(faults)
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.clock.setFixedTime(clock.now())
  await page.goto(url + path + (job ? await submit(job) : ''), {
    waitUntil: until ? 'commit' : 'networkidle',
  })
  if (until) await page.locator(until).first().waitFor()
  if (path.startsWith('/?')) await page.locator('path.land[d*="M"]').first().waitFor({ state: 'attached' })
  if (scrollTo) await page.locator(scrollTo).evaluate((element) => element.scrollIntoView())
  const file = `${folder}${name}.png`
  await page.screenshot({ path: file })
  console.log(`docs/images/${name}.png: ${Math.round(statSync(file).size / 1_000)} KB`)
  await context.close()
}
await browser.close()
await service.jobs?.queue.stop(0)
server.closeAllConnections()
server.close()
await runtime.close()
await upstreams.close()
