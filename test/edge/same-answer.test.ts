// One sandbox, two platforms: what Node answers and what workerd answers are the same bytes, but for times.

import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from '../../scripts/edge/start-worker.ts'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { type Composed, composeService, registry } from '../../src/entry/compose.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import { createNodeRuntime, type NodeRuntime } from '../../src/runtime/node/node.ts'
import { unhurried } from '../support/unhurried.ts'

let sandbox: SandboxServer
let edge: Edge
let runtime: NodeRuntime
let node: Composed
const log: string[] = []

beforeAll(async () => {
  // Its products must not change between the two.
  const startedAt = systemClock.now()
  sandbox = await serveSandbox({ clock: { ...systemClock, now: () => startedAt } })
  const urls = sandboxUrls(sandbox.url)
  runtime = createNodeRuntime({ threadFile: new URL('../../src/entry/thread.ts', import.meta.url) })
  const config = readConfig({ ...unhurried, ...urls }, registry)
  node = composeService({ config, runtime, compresses: true, openQueue: openSqlQueue })
  edge = await startEdge({ variables: { ...unhurried, ...urls }, onLog: (line) => log.push(line) })
})

afterAll(async () => {
  await edge?.close()
  await runtime?.close()
  await sandbox?.close()
})

const withoutTimes = (text: string): string =>
  text
    .replace(/"(fetchedAt|generatedAt)":"[^"]+"/g, '"$1":"then"')
    .replace(/"(took|queue|upstream|decode)Ms":[\d.]+/g, '"$1Ms":0')

test.each([
  '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating&limit=5&count=5',
  '/v1/marine/forecasts?group=chesapeake&raw=true',
  '/v1/geocode?place=Wroc%C5%82aw&place=Nowhere-at-all',
  '/v1/reddit/top?subreddits=a1,sailing&t=week',
  '/v1/marine/zones?q=bay&limit=20',
])('%s', async (path) => {
  const [there, here] = await Promise.all([fetch(edge.url + path), node.app.request(path)])
  expect(there.status).toBe(here.status)
  expect(withoutTimes(await there.text())).toBe(withoutTimes(await here.text()))
  expect(there.headers.get('etag')).toBe(here.headers.get('etag'))
  expect(there.headers.get('content-type')).toBe(here.headers.get('content-type'))
})

test('the pages', async () => {
  for (const path of ['/', '/docs', '/problems/deadline']) {
    const [there, here] = await Promise.all([fetch(edge.url + path), node.app.request(path)])
    expect(await there.text(), path).toBe(await here.text())
  }
})

test('the platform serves the files of the pages without running the worker', async () => {
  const pages = await Promise.all(['/', '/docs'].map(async (path) => (await node.app.request(path)).text()))
  const files = pages.flatMap((page) => [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)])
  const paths = [...new Set(files.map(([, path = '']) => path))]
  expect(paths.length).toBeGreaterThanOrEqual(4)
  for (const path of paths) {
    const [there, here] = await Promise.all([fetch(edge.url + path), node.app.request(path)])
    expect(await there.text(), path).toBe(await here.text())
    for (const name of [
      'content-type',
      'cache-control',
      'content-security-policy',
      'x-content-type-options',
    ]) {
      expect(headerOf(there, name), `${path} ${name}`).toBe(headerOf(here, name))
    }
  }
  expect(log.filter((line) => line.includes('"event":"request"') && line.includes('/assets/'))).toEqual([])
})

/** The platform names no charset where the type has but one. */
const headerOf = ({ headers }: Response, name: string): string | undefined =>
  headers.get(name)?.toLowerCase().replace('; charset=utf-8', '')
