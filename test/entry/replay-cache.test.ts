import { createHash, hash } from 'node:crypto'
import { unzipSync } from 'node:zlib'
import fc from 'fast-check'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { addressOf, httpServer, latin1 } from '../../src/entry/http-server.ts'
import type { Asked } from '../../src/http/replay-cache.ts'
import { compressNow } from '../../src/runtime/node/content-coding.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { listen } from '../support/listen.ts'
import { createRecorder } from '../support/recorder.ts'
import { unhurried } from '../support/unhurried.ts'
import { type Reply, ask as send } from './ask.ts'
import { step } from './replay-steps.ts'

let now = Date.UTC(2026, 10, 20, 12)
const clock = { ...systemClock, now: () => now }
const key = 'a-key-of-a-test'
const digest = createHash('sha256').update(key).digest('hex')

/** The service on two ports: with its replay cache in front, and without. */
async function serveTwice(variables: Record<string, string>) {
  const events = createRecorder()
  const sandbox = await serveSandbox({ clock })
  const config = readConfig({ ...unhurried, ...sandboxUrls(sandbox.url), ...variables }, registry)
  const runtime = createNodeRuntime({
    clock,
    threadFile: new URL('../../src/entry/thread.ts', import.meta.url),
  })
  const composed = composeService({
    config,
    runtime,
    listeners: [events.emit],
    compresses: true,
    clientAddress: addressOf,
    sha256: (text) => hash('sha256', text, 'hex'),
    compressNow,
    encodeBody: latin1,
  })
  const { service, idle } = composed
  let replayed = 0
  const replays = service.replays && {
    ...service.replays,
    look(asked: Asked) {
      const found = service.replays?.look(asked) ?? null
      if (found) replayed++
      return found
    },
  }
  const servers = [httpServer(composed), httpServer({ ...composed, replays })]
  const [usual = 0, quick = 0] = await Promise.all(servers.map(listen))
  return {
    events,
    service,
    idle,
    usual,
    quick,
    replayed: () => replayed,
    async close() {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
      await runtime.close()
      await sandbox.close()
    },
  }
}
type Twice = Awaited<ReturnType<typeof serveTwice>>

/** What must be the same: all but the times that were measured, the id and what frames the body. */
function essence({ status, headers, body }: Reply) {
  const { date: _, 'x-request-id': id, 'server-timing': timing, ...rest } = headers
  const { 'transfer-encoding': __, 'content-length': ___, ratelimit, ...others } = rest
  // How much is left differs between any two requests.
  const kept = { ...others, isLimited: ratelimit !== undefined }
  const text = (headers['content-encoding'] ? unzipSync(body) : body).toString()
  const shown = text
    .replaceAll(/"tookMs":[\d.]+/g, '"tookMs":0')
    .replace(/"generatedAt":"[^"]+"/, '')
    .replace(String(id), '')
  return { status, headers: kept, sources: String(timing).replaceAll(/dur=[\d.]+/g, ''), body: shown }
}

const deployments = {
  'open to all': {},
  'with keys and a rate': { API_KEYS: `sea:${digest}`, CLIENT_RPS: '100000' },
  'with a rate for each address': { CLIENT_RPS: '100000' },
  'called by pages': { CORS_ORIGINS: 'https://sea.test' },
  'called by any page': { CORS_ORIGINS: '*' },
}

describe.each(Object.entries(deployments))('a deployment %s', (name, variables) => {
  let at: Twice
  const ask = (port: number, { headers = {}, ...rest }: Parameters<typeof send>[1]) =>
    send(port, {
      ...rest,
      headers: { ...('API_KEYS' in variables && { authorization: `Bearer ${key}` }), ...headers },
    })

  beforeAll(async () => {
    at = await serveTwice(variables)
  })
  afterAll(() => at.close())

  test('replays the same answer as without the cache, for any sequence of requests', async () => {
    const { usual, quick, service, idle } = at
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
            const before = at.replayed()
            const given = await ask(quick, options)
            steps++
            if (at.replayed() > before) ready++
            expect(essence(given)).toEqual(essence(expected))
            tags.set(next.path, expected.headers.etag ?? tag)
          }
          await idle()
        }
      }),
      { numRuns: name === 'open to all' ? 25 : 8, seed: 7 },
    )
    // A law about answers that never come would hold, too.
    expect(ready).toBeGreaterThan(steps / 20)
  })

  const advisories = { path: '/v1/marine/advisories?group=chesapeake' }

  /** Asks until the answer is replayed. */
  async function makeReady(): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      const before = at.replayed()
      await ask(at.quick, advisories)
      if (at.replayed() > before) return
    }
    throw new Error('the answer is never replayed')
  }

  test('a replayed answer emits the same events and is counted', async () => {
    await makeReady()
    const { service, events } = at
    const told = async (port: number) => {
      const seen = events.all.length
      const { accepted } = service.lifecycle.tally()
      await ask(port, { ...advisories, headers: { 'x-request-id': 'mine' } })
      expect(service.lifecycle.tally()).toMatchObject({ accepted: accepted + 1, inFlight: 0 })
      const [request] = events.all.slice(seen).filter(({ type }) => type === 'request')
      return { ...request, tookMs: 0, parts: [] }
    }
    const expected = await told(at.usual)
    const before = at.replayed()
    expect(await told(at.quick)).toEqual(expected)
    expect(at.replayed()).toBe(before + 1)
  })

  test.each([
    ['identity', {}],
    ['gzip', { origin: 'https://sea.test' }],
    ['deflate', { origin: 'https://other.test' }],
  ] as const)('a list in another order is merged in front: %s, %j', async (coding, origin) => {
    await makeReady()
    // An order of its own for each coding.
    const last = { identity: 'ANZ533', gzip: 'ANZ534', deflate: 'ANZ535' }[coding]
    const list = {
      path: `/v1/marine/advisories?zones=ANZ540,ANZ539,ANZ538,ANZ537,ANZ536,ANZ531,${last}`,
      headers: { 'accept-encoding': coding, ...origin },
    }
    const before = at.replayed()
    const given = await ask(at.quick, list)
    expect(at.replayed()).toBe(before + 1)
    expect(given.headers['content-encoding']).toBe(coding === 'identity' ? undefined : coding)
    expect(essence(given)).toEqual(essence(await ask(at.usual, list)))
  })

  test('a purge ends a replay at once', async () => {
    await makeReady()
    at.service.built('marine').purge('ANZ538')
    const { body } = await ask(at.quick, advisories)
    const { parts } = JSON.parse(body.toString()) as { parts: { key: string; status: string }[] }
    expect(parts.filter(({ status }) => status === 'fresh').map(({ key }) => key)).toEqual(['ANZ538'])
  })

  test('nothing is replayed while draining', async () => {
    await makeReady()
    at.service.lifecycle.drain()
    expect((await ask(at.quick, advisories)).status).toBe(503)
  })
})

test('a caller that has used up its rate is refused, though its answer could be replayed', async () => {
  const at = await serveTwice({ CLIENT_RPS: '0.001', CLIENT_BURST: '4' })
  const statuses: number[] = []
  for (let calls = 0; calls < 6; calls++) {
    statuses.push((await send(at.quick, { path: '/v1/geocode?place=Annapolis' })).status)
    await at.idle()
  }
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
  // The first is fetched, the second merged from memory, the others replayed.
  expect(at.replayed()).toBe(3)
  await at.close()
})
