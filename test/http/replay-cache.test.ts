import { afterEach, beforeEach, expect, test } from 'vitest'
import { runsOf } from '../../src/core/events.ts'
import { createLifecycle } from '../../src/http/lifecycle.ts'
import { createReplayCache } from '../../src/http/replay-cache.ts'
import { startService, type TestService } from '../support/service.ts'

let service: TestService

beforeEach(() => {
  service = startService()
})

afterEach(() => service.close())

const path = '/v1/marine/advisories?zones=ANZ531,ANZ532'
const ask = async (headers: Record<string, string> = {}, from = path) => {
  const response = await service.get(from, { headers })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  }
}
/** All but the times that were measured and the id. */
const essence = ({ status, headers, text }: Awaited<ReturnType<typeof ask>>) => {
  const { 'x-request-id': _, 'server-timing': __, 'content-length': ___, ...kept } = headers
  return {
    status,
    headers: kept,
    text: text.replaceAll(/"(tookMs|generatedAt)":("[^"]*"|[\d.]+)/g, '"$1":0'),
  }
}

/** Asked until it can be given again: the first answer is fetched, the second merged from memory, and kept. */
async function warm(): Promise<Awaited<ReturnType<typeof ask>>> {
  await ask()
  return ask()
}

test('a replayed answer equals the merged one, except for its age', async () => {
  const merged = await warm()
  service.age(7_000)
  const again = await ask()
  expect(JSON.parse(again.text).meta.generatedAt).toBe(JSON.parse(merged.text).meta.generatedAt)
  expect(again.headers).toMatchObject({ age: '7', 'cache-control': 'public, max-age=593' })
  const { age: _, 'cache-control': __, ...rest } = essence(again).headers
  expect(essence(merged)).toMatchObject({ ...essence(again), headers: rest })
})

test('a replayed answer emits the parts and the request of the merged one', async () => {
  await warm()
  const told = async (headers = {}) => {
    const seen = service.events.all.length
    await ask({ 'x-request-id': 'mine', ...headers })
    return service.events.all.slice(seen)
  }
  service.purge('marine', 'ANZ531')
  await ask()
  // What may be compressed is merged by its route.
  const [merged, again] = [await told({ 'accept-encoding': 'gzip' }), await told()]
  const parts = merged.flatMap((event) => {
    if (event.type !== 'part') return []
    const { type: _, requestId: __, ...part } = event
    return [part]
  })
  expect(merged.filter(({ type }) => type === 'cache').length).toBe(parts.length)
  expect(again[0]).toEqual({ type: 'replayed', requestId: 'mine', runs: runsOf(parts) })
  const requestOf = (events: typeof merged) => events.find(({ type }) => type === 'request')
  expect({ ...requestOf(again), tookMs: 0 }).toEqual({ ...requestOf(merged), tookMs: 0 })
})

test('a replayed answer is 304 for its ETag', async () => {
  const { headers } = await warm()
  const unchanged = await ask({ 'if-none-match': headers.etag ?? '' })
  expect(unchanged).toMatchObject({ status: 304, text: '', headers: { etag: headers.etag, age: '0' } })
  expect(unchanged.headers).not.toHaveProperty('content-type')
  expect((await ask()).status).toBe(200)
})

test('a purge or the end of freshness ends a replay at once', async () => {
  await warm()
  const statuses = async () =>
    (JSON.parse((await ask()).text).parts as { status: string }[]).map(({ status }) => status)
  service.purge('marine', 'ANZ532')
  expect(await statuses()).toEqual(['cached', 'fresh'])
  expect(await statuses()).toEqual(['cached', 'cached'])
  service.age(600_000)
  expect(await statuses()).toEqual(['stale', 'stale'])
})

test('a different preference or order is a different answer', async () => {
  await warm()
  const hurried = await ask({ prefer: 'wait=2' })
  expect(hurried.headers['preference-applied']).toBe('wait=2')
  expect(JSON.parse(hurried.text).meta.budgetMs).toBe(2_000)
  expect((await ask()).headers).not.toHaveProperty('preference-applied')
  const turned = await ask({}, '/v1/marine/advisories?zones=ANZ532,ANZ531')
  expect((JSON.parse(turned.text).parts as { key: string }[]).map(({ key }) => key)).toEqual([
    'ANZ532',
    'ANZ531',
  ])
})

test('an answer in a new order is merged from memory without its route', async () => {
  await ask({}, '/v1/marine/advisories?zones=ANZ531,ANZ532,ANZ533')
  const turned = '/v1/marine/advisories?zones=ANZ533,ANZ531,ANZ532'
  const seen = service.events.all.length
  const { text } = await ask({}, turned)
  expect((JSON.parse(text).parts as { key: string }[]).map(({ key }) => key)).toEqual([
    'ANZ533',
    'ANZ531',
    'ANZ532',
  ])
  expect(service.events.all.slice(seen).map(({ type }) => type)).toEqual(['replayed', 'request'])
})

test('an answer is kept from the second request on', async () => {
  await ask({}, '/v1/marine/advisories?zones=ANZ531')
  await ask({}, '/v1/marine/advisories?zones=ANZ532')
  service.age(7_000)
  const generatedAt = async () => JSON.parse((await ask()).text).meta.generatedAt as string
  const once = await generatedAt()
  service.age(1_000)
  const twice = await generatedAt()
  service.age(1_000)
  expect(Date.parse(twice) - Date.parse(once)).toBe(1_000)
  expect(await generatedAt()).toBe(twice)
})

test('a caller above its rate does not cost a merge', () => {
  let merges = 0
  let isAllowed = true
  const cache = createReplayCache(
    {
      runtime: { clock: { now: () => 0, elapsed: () => 0 } },
      lifecycle: createLifecycle(),
      emit: () => {},
      callers: { isLocked: false, nameOf: () => null, take: () => null, allows: () => isAllowed },
      waitUntil: () => {},
    },
    {
      maxBytes: 1_000,
      recall: () => {
        merges++
        return null
      },
    },
  )
  const look = () => cache.look({ method: 'GET', path, header: () => undefined, address: () => '192.0.2.1' })
  look()
  isAllowed = false
  look()
  expect(merges).toBe(1)
})
