// Does what examples/fourth-source/README.md says to a copy of the service, and nothing else: one folder, one line. What is
// promised to follow from them is then asked of that copy.
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { systemClock } from '../../src/core/clock.ts'
import { mockUpstreams } from '../support/mock-upstreams.ts'
import { createRecorder } from '../support/recorder.ts'
import type { AnyJson } from '../support/service.ts'

const root = resolve(import.meta.dirname, '../..')
const example = join(root, 'examples/fourth-source')
const body = readFileSync(join(example, 'fixture/predictions.json'), 'utf8')
const line = /```ts\n(export .*)\n```/.exec(readFileSync(join(example, 'README.md'), 'utf8'))?.[1]

const upstreams = mockUpstreams()
let copy: string
let modules: Modules

interface Modules {
  compose: typeof import('../../src/entry/compose.ts')
  config: typeof import('../../src/config/config.ts')
  engine: typeof import('../../src/entry/job-engine.ts')
  node: typeof import('../../src/runtime/node/node.ts')
  metrics: typeof import('../../src/runtime/node/metrics.ts')
}

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'tributary-tides-'))
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true })
  cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  cpSync(join(example, 'src/sources/tides'), join(copy, 'src/sources/tides'), { recursive: true })
  // A repository that followed the readme has the line.
  const registry = join(copy, 'src/features/registry.ts')
  if (line && !readFileSync(registry, 'utf8').includes(line)) appendFileSync(registry, `${line}\n`)
  const load = async (file: string) => import(/* @vite-ignore */ pathToFileURL(join(copy, 'src', file)).href)
  modules = {
    compose: await load('entry/compose.ts'),
    config: await load('config/config.ts'),
    engine: await load('entry/job-engine.ts'),
    node: await load('runtime/node/node.ts'),
    metrics: await load('runtime/node/metrics.ts'),
  }
  upstreams.enable()
})

afterEach(() => upstreams.reset())

afterAll(() => {
  upstreams.close()
  rmSync(copy, { recursive: true, force: true })
})

/** The copy of the service, its tides played by `answer`. */
async function serve(answer: (url: URL) => Response, use: (service: Tides) => Promise<void>): Promise<void> {
  const { compose, config, engine, node, metrics } = modules
  const asked: URL[] = []
  const play = http.get('http://tides.test/datagetter', ({ request }) => {
    asked.push(new URL(request.url))
    return answer(new URL(request.url))
  })
  upstreams.use(play)
  const clock = { ...systemClock, now: () => Date.UTC(2026, 10, 20, 12, 0), random: () => 0 }
  const runtime = node.createNodeRuntime({
    clock,
    threadFile: pathToFileURL(join(copy, 'src/entry/thread.ts')),
    threads: 1,
  })
  const events = createRecorder()
  const made = metrics.createMetrics()
  const variables = { TIDES_URL: 'http://tides.test', OPEN_CACHE_PURGE: 'true', ...upstreams.urls }
  const read = config.readConfig(variables, compose.registry)
  const { open, close } = await engine.chooseJobEngine(read)
  const { app, service, work } = compose.composeService({
    config: read,
    openQueue: open,
    runtime,
    listeners: [events.emit, made.listen],
    metrics: made,
    compresses: false,
  })
  const text = async (path: string) => (await app.request(path)).text()
  const json = async (path: string, init?: RequestInit) => {
    const response = await app.request(path, init)
    return { status: response.status, body: (await response.json()) as AnyJson }
  }
  const decode = (name: string, body: string, input: unknown) =>
    runtime.decode({ name, decode: onThreadsOnly, body, input, offloadAbove: 0 }, neverAborted)
  service.jobs?.queue.start(work)
  try {
    await use({ asked, events, text, json, decode })
  } finally {
    await service.jobs?.queue.stop(0)
    await close()
    await runtime.close()
  }
}

const onThreadsOnly = (): never => {
  throw new Error('this is for a thread')
}

interface Tides {
  asked: URL[]
  events: ReturnType<typeof createRecorder>
  /** Has a body decoded on a thread, by the decoder of this name there. */
  decode(name: string, body: string, input: unknown): Promise<unknown>
  text(path: string): Promise<string>
  json(path: string, init?: RequestInit): Promise<{ status: number; body: AnyJson }>
}

const fixture = (): Response => HttpResponse.text(body, { headers: { 'content-type': 'application/json' } })
const patient = { headers: { prefer: 'wait=30' } }

test('the line is in the README and names the folder', () => {
  expect(line).toBe("export { tides } from '../sources/tides/feature.ts'")
})

test('the route answers in the envelope of all others, and from the cache the second time', () =>
  serve(fixture, async ({ json, asked }) => {
    const { status, body: answer } = await json('/v1/tides?stations=8575512')
    expect(status).toBe(200)
    expect(answer.complete).toBe(true)
    expect(answer.data.tables).toHaveLength(1)
    expect(answer.data.tables[0]).toMatchObject({ station: '8575512', date: '2026-11-20' })
    expect(answer.data.tables[0].tides[3]).toEqual({
      at: '2026-11-20T21:44:00Z',
      kind: 'low',
      heightM: -0.021,
    })
    expect(answer.parts).toMatchObject([
      { source: 'tides', key: '8575512', provider: 'co-ops', status: 'fresh' },
    ])
    expect(asked[0]?.searchParams.get('begin_date')).toBe('20261120')
    const again = await json('/v1/tides?stations=8575512')
    expect(again.body.parts).toMatchObject([{ key: '8575512', status: 'cached' }])
    expect(asked).toHaveLength(1)
  }))

test('a job of its kind requests more stations than a request may, and its result is the envelope of the route', () =>
  serve(
    (url) =>
      url.searchParams.get('station') === '8575512' ? fixture() : HttpResponse.text('', { status: 404 }),
    async ({ json, text }) => {
      const stations = ['8575512', ...Array.from({ length: 24 }, (_, index) => `${9_000_000 + index}`)]
      const body = JSON.stringify({ kind: 'tides', stations, date: '2026-11-20' })
      const headers = { 'content-type': 'application/json' }
      const { status, body: job } = await json('/v1/jobs', { method: 'POST', body, headers })
      expect(status).toBe(202)
      expect(await text(`/v1/jobs/${job.id}/events`)).toContain('"done":25,"total":25')
      const { result } = (await json(`/v1/jobs/${job.id}`)).body
      expect(result.data.tables).toMatchObject([{ station: '8575512', date: '2026-11-20' }])
      expect(result.parts).toHaveLength(25)
    },
  ))

test('an invalid query lists all its faults', () =>
  serve(fixture, async ({ json, asked }) => {
    const { status, body: problem } = await json('/v1/tides?stations=bay&date=today')
    expect(status).toBe(400)
    expect(problem.errors.map(({ name }: AnyJson) => name).toSorted()).toEqual(['date', 'stations'])
    expect(asked).toHaveLength(0)
  }))

test('the reference has the route, its schema and its described tag', () =>
  serve(fixture, async ({ json }) => {
    const { body: document } = await json('/openapi.json')
    expect(document.paths['/v1/tides'].get).toMatchObject({ operationId: 'getTides', tags: ['tides'] })
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Tide', 'TideTable']))
    expect(document.tags).toContainEqual({ name: 'tides', description: 'High and low waters.' })
  }))

test('a large body is decoded on a thread', () =>
  serve(
    () => HttpResponse.text(body + ' '.repeat(300_000), { headers: { 'content-type': 'application/json' } }),
    async ({ json, events, decode }) => {
      // The thread has to start, which a busy machine does slowly.
      expect(await decode('tides/co-ops', body, { station: '8575512', date: '2026-11-20' })).toMatchObject({
        tides: [{ kind: 'high' }, { kind: 'low' }, { kind: 'high' }, { kind: 'low' }],
      })
      const { body: answer } = await json('/v1/tides?stations=8575512', patient)
      expect(answer.data.tables[0].tides).toHaveLength(4)
      expect(events.of('decode')).toMatchObject([{ source: 'tides', where: 'thread' }])
    },
  ))

test('its variables are read, checked and documented', () => {
  const { compose, config } = modules
  const names = config.describeVariables(compose.registry).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['TIDES_URL', 'TIDES_CONCURRENCY', 'TIDES_FRESH_MS']))
  const wrong = { TIDES_URL: 'nowhere', TIDES_RPS: '-1' }
  expect(() => config.readConfig(wrong, compose.registry)).toThrow(/TIDES_URL[\s\S]*TIDES_RPS/)
})

test("it is in the metrics and in the operator's view", () =>
  serve(fixture, async ({ json, text }) => {
    await json('/v1/tides?stations=8575512')
    const metrics = await text('/metrics')
    expect(metrics).toContain('tributary_parts_total{source="tides",provider="co-ops",status="fresh"} 1')
    expect(metrics).toContain(
      'tributary_upstream_attempts_total{source="tides",provider="co-ops",code="ok"} 1',
    )
    const { body: view } = await json('/v1/sources')
    expect(view.sources.find(({ name }: AnyJson) => name === 'tides')).toMatchObject({
      providers: [{ name: 'co-ops', breaker: 'closed', calls: 1, failures: 0 }],
      cache: { entries: 1 },
    })
    const { body: purged } = await json('/v1/cache?source=tides&key=8575512', { method: 'DELETE' })
    expect(JSON.stringify(purged)).toContain('1')
  }))

test.each([
  ['a 500 is repeated once, then a part that failed', 500, 'down', 'upstream_error', 502, 2],
  ['what is no prediction is not believed', 200, '{"predictions":[{}]}', 'upstream_invalid', 502, 1],
  ['a complaint with status 200 is "not found"', 200, '{"error":{"message":"none"}}', 'not_found', 404, 1],
  ['and so is one with status 400', 400, '{"error":{"message":"none"}}', 'not_found', 404, 1],
])('%s', (_name, status, text, code, answered, attempts) =>
  serve(
    () => HttpResponse.text(text, { status, headers: { 'content-type': 'application/json' } }),
    async ({ json, asked }) => {
      const { status: got, body: problem } = await json('/v1/tides?stations=8575512', patient)
      expect(got).toBe(answered)
      expect(problem.parts).toMatchObject([{ source: 'tides', status: 'failed', error: { code } }])
      expect(asked).toHaveLength(attempts)
    },
  ),
)

test('a failed station affects no other station and no other source', () =>
  serve(
    (url) =>
      url.searchParams.get('station') === '8575512' ? fixture() : HttpResponse.text('', { status: 404 }),
    async ({ json }) => {
      const { status, body: answer } = await json('/v1/tides?stations=8575512,8574680', patient)
      expect(status).toBe(200)
      expect(answer.complete).toBe(false)
      expect(answer.data.tables).toHaveLength(1)
      const forecasts = await json('/v1/marine/forecasts?zones=ANZ532', patient)
      expect(forecasts.body.complete).toBe(true)
    },
  ))
