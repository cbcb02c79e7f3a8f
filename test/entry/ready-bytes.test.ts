import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { httpServer } from '../../src/entry/http-server.ts'
import { createReadyBytes, type ReadyBytes } from '../../src/entry/ready-bytes.ts'
import type { Service } from '../../src/http/service.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { type SandboxServer, serveSandbox } from '../../src/sandbox/server.ts'
import { sandboxUrls } from '../../src/sandbox/urls.ts'
import { createRecorder, type Recorder } from '../support/recorder.ts'
import { unhurried } from '../support/unhurried.ts'
import { ask, type Reply } from './ask.ts'

let now = Date.UTC(2026, 10, 20, 12)
const clock = { ...systemClock, now: () => now }
const events: Recorder = createRecorder()
let sandbox: SandboxServer
let service: Service
let idle: () => Promise<void>
const servers: Server[] = []
let usual = 0
let quick = 0
/** Answers that were not ready. */
let passed = 0

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  sandbox = await serveSandbox({ clock })
  const config = readConfig({ ...unhurried, ...sandboxUrls(sandbox.url) }, registry)
  const runtime = createNodeRuntime({
    clock,
    threadFile: new URL('../../src/entry/thread.ts', import.meta.url),
  })
  const ready = createReadyBytes(config) as ReadyBytes
  const composed = composeService({
    config,
    runtime,
    listeners: [events.emit],
    compresses: true,
    keepReady: ready.keepReady,
  })
  service = composed.service
  idle = composed.idle
  usual = await listen(httpServer(composed))
  const counted =
    (listener: RequestListener): RequestListener =>
    (request, response) => {
      passed++
      return listener(request, response)
    }
  quick = await listen(
    httpServer({ ...composed, around: (listener) => ready.around(counted(listener), service) }),
  )
})

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await service.runtime.close()
  await sandbox.close()
})

/** What must be the same: all but the times that were measured, the id and what frames the body. */
function essence({ status, headers, body }: Reply) {
  const { date: _, 'x-request-id': id, 'server-timing': timing, ...rest } = headers
  const { 'transfer-encoding': __, 'content-length': ___, ...kept } = rest
  const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString()
  const shown = text
    .replaceAll(/"tookMs":[\d.]+/g, '"tookMs":0')
    .replace(/"generatedAt":"[^"]+"/, '')
    .replace(String(id), '')
  return { status, headers: kept, sources: String(timing).replaceAll(/dur=[\d.]+/g, ''), body: shown }
}

const path = fc.constantFrom(
  '/v1/marine/advisories?group=chesapeake',
  '/v1/marine/advisories?zones=ANZ531',
  '/v1/marine/forecasts?zones=ANZ531,ANZ532&raw=true',
  '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing',
  '/v1/geocode?place=Annapolis',
  '/v1/marine/advisories?zones=NOPE',
  '/v1/marine/zones/ANZ531',
)
const seldom = (...values: string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
const headers = fc
  .record({
    accept: seldom('*/*', 'application/json', 'text/html', 'application/problem+json'),
    'accept-encoding': fc.constantFrom(undefined, 'gzip', 'br', 'gzip;q=0'),
    'x-request-id': fc.constantFrom(undefined, 'mine', 'not visible', 'a'.repeat(200)),
    'if-none-match': fc.constantFrom(undefined, '*', 'W/"other"', 'SEEN', 'W/"a", SEEN'),
    prefer: seldom('wait=2', 'handling=strict'),
    origin: seldom('https://sea.test'),
  })
  .map((all) => Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('GET') },
  { weight: 1, arbitrary: fc.constant('HEAD') },
)
const request = fc.record({ kind: fc.constant('request' as const), method, path, headers })
const age = fc.record({
  kind: fc.constant('age' as const),
  ms: fc.constantFrom(700, 30_000, 400_000, 900_000),
})
const purge = fc.record({ kind: fc.constant('purge' as const), source: fc.constantFrom('marine', 'geocode') })
const step = fc.oneof(
  { weight: 12, arbitrary: request },
  { weight: 2, arbitrary: age },
  { weight: 1, arbitrary: purge },
)

test('a ready answer is the one that the usual way gives, whatever is asked and whatever happened before', async () => {
  let steps = 0
  let ready = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (play) => {
      const tags = new Map<string, string>()
      for (const next of play) {
        if (next.kind === 'age') now += next.ms
        else if (next.kind === 'purge') service.built(next.source).purge()
        else {
          const tag = tags.get(next.path) ?? 'W/"none"'
          const seen = next.headers.map(([name, value]) => [name, value.replace('SEEN', tag)])
          const options = { method: next.method, path: next.path, headers: Object.fromEntries(seen) }
          // Twice: the first answer may have to be fetched, and be labelled so.
          await ask(usual, options)
          await idle()
          const expected = await ask(usual, options)
          const before = passed
          const given = await ask(quick, options)
          steps++
          if (passed === before) ready++
          expect(essence(given)).toEqual(essence(expected))
          tags.set(next.path, expected.headers.etag ?? tag)
        }
        await idle()
      }
    }),
    { numRuns: 25, seed: 7 },
  )
  // A law about answers that never come would hold, too.
  expect(ready).toBeGreaterThan(steps / 10)
})

const advisories = { path: '/v1/marine/advisories?group=chesapeake' }

/** Makes sure that the answer is ready: asked until it comes without the usual way. */
async function makeReady(): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const before = passed
    await ask(quick, advisories)
    if (passed === before) return
  }
  throw new Error('the answer does not become ready')
}

test('a ready answer leaves the events of the usual one, and is counted', async () => {
  await makeReady()
  const told = async (port: number) => {
    const seen = events.all.length
    const accepted = service.lifecycle.tally().accepted
    await ask(port, { ...advisories, headers: { 'x-request-id': 'mine' } })
    expect(service.lifecycle.tally()).toMatchObject({ accepted: accepted + 1, inFlight: 0 })
    const timeless = JSON.stringify(events.all.slice(seen)).replaceAll(/"tookMs":[\d.e-]+/g, '"tookMs":0')
    return new Set(JSON.parse(timeless) as unknown[])
  }
  const expected = await told(usual)
  const before = passed
  expect(await told(quick)).toEqual(expected)
  expect(passed).toBe(before)
})

test('a purge ends a ready answer at once', async () => {
  await makeReady()
  service.built('marine').purge('ANZ538')
  const { body } = await ask(quick, advisories)
  const { parts } = JSON.parse(body.toString()) as { parts: { key: string; status: string }[] }
  expect(parts.filter(({ status }) => status === 'fresh').map(({ key }) => key)).toEqual(['ANZ538'])
})

test('nothing is ready where each caller has to be known', () => {
  const keys = `name:${'0'.repeat(64)}`
  expect(createReadyBytes(readConfig({ API_KEYS: keys }, registry))).toBeNull()
  expect(createReadyBytes(readConfig({ CLIENT_RPS: '5' }, registry))).toBeNull()
})

test('while draining, no answer is ready', async () => {
  await makeReady()
  service.lifecycle.drain()
  expect((await ask(quick, advisories)).status).toBe(503)
})
