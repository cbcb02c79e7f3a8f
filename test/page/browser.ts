// A real browser, and the real service over real sockets with the sandbox behind it: the page as its readers meet it.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Sandbox } from 'tributary-sandbox/sandbox.ts'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { httpServer } from '../../src/entry/http-server.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { listen } from '../support/listen.ts'
import { chromium as executablePath, named, needs } from '../support/needs.ts'
import { createRecorder } from '../support/recorder.ts'
import { createTurnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'

const args =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'

export interface Served {
  url: string
  sandbox: Sandbox
  /** Lets this many delayed answers of the upstreams pass, those to come included; all by default. */
  pass(count?: number): void
  /** Moves the service's wall clock on; the upstreams' stays. */
  age(ms: number): void
  /** How many requests a route has answered. */
  answered(route: string): number
  /** Breaks every connection to the service. */
  cut(): void
  close(): Promise<void>
}

export interface Stage extends Served {
  /** A page of a browser that has just been opened. */
  open(path: string, options?: BrowserContextOptions & { until?: 'commit' | 'load' }): Promise<Page>
}

/** Serves the whole service with these variables. */
export async function serve(variables: Record<string, string> = {}): Promise<Served> {
  let ahead = 0
  const startedAt = Date.UTC(2026, 10, 20, 12, 0)
  const began = systemClock.elapsed()
  const now = (): number => startedAt + Math.round(systemClock.elapsed() - began)
  const clock = { ...systemClock, now: () => now() + ahead, random: () => 0 }
  const delays = createTurnstile()
  const upstreams = await serveSandbox({ clock: { now, after: delays.after } })
  const environment = { ...unhurried, ...sandboxUrls(upstreams.url), ...variables }
  const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)
  const runtime = createNodeRuntime({ clock, threadFile })
  const events = createRecorder()
  const config = readConfig(environment, registry)
  const { app, service, work } = composeService({
    config,
    runtime,
    listeners: [events.emit],
    compresses: true,
    openQueue: openSqlQueue,
  })
  service.jobs?.queue.start(work)
  const server = httpServer({ app, service })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    sandbox: upstreams.sandbox,
    pass: delays.pass,
    age(ms) {
      ahead += ms
    },
    answered: (route) => events.of('request').filter((event) => event.route === route).length,
    cut: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections()
      await service.jobs?.queue.stop(0)
      await new Promise((resolve) => server.close(resolve))
      await runtime.close()
      await upstreams.close()
    },
  }
}

/** Fills in the search form and sends it. */
export async function search(page: Page, place: string, subreddits?: string): Promise<void> {
  await page.getByLabel('Place', { exact: true }).fill(place)
  if (subreddits !== undefined) await page.getByLabel('Subreddits', { exact: true }).fill(subreddits)
  await page.getByRole('button', { name: 'Show' }).click()
}

let browser: Promise<Browser> | undefined

/** The one browser of a process. */
export const launch = (): Promise<Browser> => {
  browser ??= chromium.launch({ executablePath, args: args.split(' '), timeout: 0 })
  return browser
}

/** A test of the page in a browser, with a service of its own; skipped where there is no browser. */
export function pageTest(
  name: string,
  run: (stage: Stage) => Promise<void>,
  variables: Record<string, string> = {},
): void {
  test.skipIf(needs.browser.missing)(named(name, needs.browser), async () => {
    const served = await serve(variables)
    const context: (() => Promise<void>)[] = []
    try {
      await run({
        ...served,
        async open(path, { until = 'load', ...options } = {}) {
          const opened = await (await launch()).newContext({
            viewport: { width: 1280, height: 900 },
            ...options,
          })
          context.push(() => opened.close())
          // The test's own timeout is the only one.
          opened.setDefaultTimeout(0)
          const page = await opened.newPage()
          await page.goto(served.url + path, { waitUntil: until })
          return page
        },
      })
    } finally {
      for (const close of context) await close()
      await served.close()
    }
  })
}

afterAll(async () => {
  await (await browser)?.close()
  browser = undefined
})
