import { expect, onTestFinished, test } from 'vitest'
import { type AnyJson, startService, type TestService } from '../../../support/service.ts'

function start(environment?: Record<string, string>): TestService {
  const service = startService(environment)
  onTestFinished(() => service.close())
  return service
}

const textOf = (match: AnyJson): string =>
  match.snippet.map((segment: { text: string }) => segment.text).join('')

test('finds the periods and headlines that contain all words, marked, zone by zone', async () => {
  const service = start()
  const forecasts = (await service.json('/v1/marine/forecasts?group=chesapeake')).body.data.forecasts
  const { status, body } = await service.json('/v1/marine/search?q=winds%20kt&group=chesapeake&limit=500')
  expect(status).toBe(200)
  expect(body.parts).toHaveLength(13)
  const holds = (text: string): boolean => /\bwinds\b/i.test(text) && /\bkt\b/i.test(text)
  const expected = forecasts.flatMap(({ zone, headlines, periods }: AnyJson) => [
    ...headlines.filter(holds).map(() => `${zone.id} headline null`),
    ...periods
      .filter(({ text }: AnyJson) => holds(text))
      .map(({ name }: AnyJson) => `${zone.id} period ${name}`),
  ])
  const found = body.data.matches.map(
    ({ zone, kind, period }: AnyJson) => `${zone.id} ${kind} ${kind === 'period' ? period : null}`,
  )
  expect(found).toEqual(expected)
  expect(body.data.total).toBe(expected.length)
  expect(expected.length).toBeGreaterThan(13)
  for (const match of body.data.matches) {
    const marked = match.snippet.filter((segment: AnyJson) => segment.match)
    expect(marked.every(({ text }: AnyJson) => /^(winds|kt)$/i.test(text))).toBe(true)
    expect(match.expired).toBe(false)
  }
})

test('after the forecasts it makes no upstream request, and its parts have the same keys', async () => {
  const service = start()
  const before = await service.json('/v1/marine/forecasts?zones=ANZ531,ANZ532')
  const asked = service.asked()
  const { body } = await service.json('/v1/marine/search?q=winds&zones=ANZ531,ANZ532')
  expect(service.asked()).toBe(asked)
  const labels = (parts: AnyJson[]) => parts.map(({ source, key, provider }) => ({ source, key, provider }))
  expect(labels(body.parts)).toEqual(labels(before.body.parts))
  expect(body.parts.map(({ status }: AnyJson) => status)).toEqual(['cached', 'cached'])
})

test('the limit applies to the matches, not to their total', async () => {
  const service = start()
  const { body } = await service.json('/v1/marine/search?q=winds&group=chesapeake&limit=2')
  expect(body.data.matches).toHaveLength(2)
  expect(body.data.total).toBeGreaterThan(26)
})

test('an office selects all its zones, in upper or lower case', async () => {
  const service = start()
  const { body } = await service.json('/v1/marine/search?q=winds&office=lwx')
  const { body: zones } = await service.json('/v1/marine/zones?office=LWX')
  expect(body.parts.map(({ key }: AnyJson) => key)).toEqual(zones.zones.map(({ id }: AnyJson) => id))
})

test('fifty zones are searched in shards on threads, with all matches', async () => {
  const service = start()
  const { body: all } = await service.json('/v1/marine/zones?prefix=PZZ&limit=50')
  const zones = all.zones.map(({ id }: AnyJson) => id).join(',')
  const { data } = (await service.json(`/v1/marine/forecasts?zones=${zones}`)).body
  const { body } = await service.json(`/v1/marine/search?q=ft&zones=${zones}&limit=500`)
  expect(body.complete).toBe(true)
  const texts = data.forecasts.flatMap(({ headlines, periods }: AnyJson) => [
    ...headlines,
    ...periods.map(({ text }: AnyJson) => text),
  ])
  expect(body.data.total).toBe(texts.filter((text: string) => /\bft\b/i.test(text)).length)
  expect(new Set(body.data.matches.map(({ zone }: AnyJson) => zone.id)).size).toBeGreaterThan(30)
  const computed = service.events.of('compute')
  expect(computed.length).toBeGreaterThan(1)
  expect(computed.every(({ where }) => where === 'thread')).toBe(true)
})

test('a zone that is not available is reported and has no matches', async () => {
  const service = start()
  const { status, body } = await service.json('/v1/marine/search?q=winds&zones=ANZ532,ANZ599')
  expect(status).toBe(200)
  expect(body.complete).toBe(false)
  expect(body.parts.map(({ key, status }: AnyJson) => [key, status])).toEqual([
    ['ANZ532', 'fresh'],
    ['ANZ599', 'failed'],
  ])
  expect(new Set(body.data.matches.map(({ zone }: AnyJson) => zone.id))).toEqual(new Set(['ANZ532']))
})

test('nothing found is an answer', async () => {
  const service = start()
  const { status, body } = await service.json('/v1/marine/search?q=submarine%20volcano&zones=ANZ532')
  expect(status).toBe(200)
  expect(body.data).toEqual({ matches: [], total: 0 })
})

test('a stream has the matches of each zone with its part', async () => {
  const service = start()
  const response = await service.get('/v1/marine/search?q=winds&zones=ANZ531,ANZ532', {
    headers: { accept: 'application/x-ndjson' },
  })
  const lines: AnyJson[] = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const parts = lines.filter(({ event }) => event === 'part')
  expect(parts).toHaveLength(2)
  for (const { part, data } of parts) {
    expect(data.length).toBeGreaterThan(0)
    expect(data.every(({ zone }: AnyJson) => zone.id === part.key)).toBe(true)
    expect(textOf(data[0])).toMatch(/winds/i)
  }
  const last = lines.at(-1)
  expect(last.event).toBe('done')
  expect(last.data.matches).toHaveLength(parts.flatMap(({ data }) => data).length)
})

test('an unchanged answer is not sent again', async () => {
  const service = start()
  const path = '/v1/marine/search?q=winds&zones=ANZ532'
  const { headers } = await service.json(path)
  const again = await service.get(path, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
  expect(again.status).toBe(304)
})

test.each([
  ['q=&zones=ANZ532', 'q', 'a search word is required'],
  ['q=-gale&zones=ANZ532', 'q', 'add at least one word that must match'],
  ['zones=ANZ532', 'q', ''],
  [`q=${'a'.repeat(201)}&zones=ANZ532`, 'q', 'at most 200 characters'],
  ['q=gale', 'zones', 'zones, group, office or near is required'],
  ['q=gale&zones=ANZ532&office=LWX', 'zones', 'zones and office exclude each other'],
  ['q=gale&office=AFC', 'office', 'AFC stands for 66 items, and at most 50'],
  ['q=gale&office=XXX', 'office', 'the office XXX has no zones'],
  ['q=gale&zones=ANZ532&limit=501', 'limit', 'at most 500'],
])('%s is refused with its fault', async (query, name, message) => {
  const service = start()
  const { status, body } = await service.json(`/v1/marine/search?${query}`)
  expect(status).toBe(400)
  expect(body.errors).toContainEqual({ in: 'query', name, message: expect.stringContaining(message) })
  expect(service.asked()).toBe(0)
})
