import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { UpstreamRequest } from '../../../src/runtime/runtime.ts'
import { marine } from '../../../src/sources/marine/source.ts'
import { buildForTest } from '../../support/built-source.ts'
import type { Reply } from '../../support/scripted-runtime.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/marine/${name}`, import.meta.url), 'utf8')
const text = { headers: { 'content-type': 'text/plain; charset=UTF-8' } }
const ld = { headers: { 'content-type': 'application/ld+json' } }
const file = fixture('anz532.txt')
const oldFile = file.replaceAll('2026', '2025').replaceAll('Fri Nov 20', 'Thu Nov 20')
const item = (id: string, wmo = 'FZUS51') => ({
  id,
  wmoCollectiveId: wmo,
  issuanceTime: '2026-11-20T11:39:00+00:00',
})
const product = (body: string): Reply => ({ ...ld, body: JSON.stringify({ productText: body }) })
const missing: Reply = { status: 404, ...text, body: 'Not Found' }

/** Plays both upstreams: one answer for every zone file, one list, one text for each product. */
function upstreams(
  zoneFile: Reply,
  list: Reply | unknown[] = [item('p1')],
  products: Record<string, Reply> = {},
) {
  return ({ url }: UpstreamRequest): Reply => {
    if (url.includes('tgftp')) return zoneFile
    if (url.includes('/products/types/')) {
      return Array.isArray(list) ? { ...ld, body: JSON.stringify({ '@graph': list }) } : list
    }
    return products[url.slice(url.lastIndexOf('/') + 1)] ?? product(fixture('cwf-lwx.txt'))
  }
}

test('requests only the text server if its file is good', async () => {
  const { ask, requests } = buildForTest(marine, upstreams({ ...text, body: file }))
  expect(await ask({ zone: 'ANZ532' })).toMatchObject({ provider: 'tgftp', status: 'fresh', attempts: 1 })
  expect(requests.map(({ url }) => url)).toEqual([
    'https://tgftp.nws.noaa.gov/data/forecasts/marine/coastal/an/anz532.txt',
  ])
})

test('requests one list and one product for all zones without files', async () => {
  const { askAll, paths } = buildForTest(marine, upstreams(missing))
  const answers = await askAll(['ANZ531', 'ANZ532', 'ANZ533'].map((zone) => ({ zone })))
  expect(answers.map((answer) => answer.status === 'fulfilled' && answer.value.provider)).toEqual([
    'nws-products',
    'nws-products',
    'nws-products',
  ])
  expect(paths().filter((path) => path.startsWith('/products'))).toEqual([
    '/products/types/CWF/locations/LWX',
    '/products/p1',
  ])
})

test.each([
  ['HTML in place of a text', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ['HTML that says it is text', { ...text, body: '<html>' }],
  ["another zone's text", { ...text, body: file.replaceAll('ANZ532', 'ANZ538') }],
  ['an empty body', { ...text, body: '' }],
  ['an expired text', { ...text, body: oldFile }],
  ['a failure', { status: 503, ...text, body: '' }],
])('asks for the product after %s', async (_, reply) => {
  const { ask } = buildForTest(marine, upstreams(reply))
  expect(await ask({ zone: 'ANZ532' })).toMatchObject({
    provider: 'nws-products',
    status: 'fresh',
    value: { issuedAt: '2026-11-20T11:39:00Z' },
  })
})

test('serves an expired text as stale if there is nothing better', async () => {
  const { ask } = buildForTest(marine, upstreams({ ...text, body: oldFile }, missing))
  expect(await ask({ zone: 'ANZ532' })).toMatchObject({
    provider: 'tgftp',
    status: 'stale',
    value: { expiresAt: '2025-11-20T22:00:00Z' },
  })
})

test('serves the newer of two expired texts', async () => {
  const older = fixture('cwf-lwx.txt').replaceAll('2026', '2024').replaceAll('Fri Nov 20', 'Wed Nov 20')
  for (const [body, provider] of [
    [older, 'tgftp'],
    [
      fixture('cwf-lwx.txt').replaceAll('Fri Nov 20 2026', 'Sat Oct 10 2026').replaceAll('202200', '102200'),
      'nws-products',
    ],
  ] as const) {
    const { ask } = buildForTest(
      marine,
      upstreams({ ...text, body: oldFile }, [item('p1')], { p1: product(body) }),
    )
    expect(await ask({ zone: 'ANZ532' })).toMatchObject({ provider, status: 'stale' })
  }
})

test('searches the products of an office until one contains the zone', async () => {
  const other = fixture('cwf-lwx.txt').replaceAll('ANZ53', 'ANZ63')
  const list = [item('p1', 'FZUS51'), item('p2', 'FZUS52'), item('p3', 'FZUS53')]
  const { ask, paths } = buildForTest(marine, upstreams(missing, list, { p1: product(other) }))
  expect(await ask({ zone: 'ANZ532' })).toMatchObject({ provider: 'nws-products', attempts: 4 })
  expect(paths().slice(2)).toEqual(['/products/p1', '/products/p2'])
})

test('uses the next product if one is broken, and fails if all are', async () => {
  const list = [item('p1', 'FZUS51'), item('p2', 'FZUS52')]
  const broken = product('<html>')
  const good = buildForTest(marine, upstreams(missing, list, { p1: broken }))
  expect(await good.ask({ zone: 'ANZ532' })).toMatchObject({ provider: 'nws-products' })
  const bad = buildForTest(marine, upstreams(missing, list, { p1: broken, p2: broken }))
  await expect(bad.ask({ zone: 'ANZ532' })).rejects.toMatchObject({
    code: 'upstream_invalid',
    provider: 'nws-products',
    attempts: 4,
  })
})

test('does not request further products of an upstream that does not answer', async () => {
  const list = [item('p1', 'FZUS51'), item('p2', 'FZUS52')]
  const down: Reply = { status: 500, ...ld, body: '{}' }
  const { ask, paths } = buildForTest(marine, upstreams(missing, list, { p1: down, p2: down }))
  await expect(ask({ zone: 'ANZ532' })).rejects.toMatchObject({ code: 'upstream_error' })
  expect(new Set(paths().slice(2))).toEqual(new Set(['/products/p1']))
})

test('requests a stale list again, but not a product that it has', async () => {
  const { ask, paths, clock } = buildForTest(marine, upstreams(missing))
  await ask({ zone: 'ANZ531' })
  await clock.advance(700_000)
  const answer = await ask({ zone: 'ANZ532' })
  expect(answer).toMatchObject({ provider: 'nws-products', status: 'fresh' })
  expect(answer.staleUntil - answer.freshUntil).toBe(6 * 3_600_000)
  expect(paths().filter((path) => path.startsWith('/products'))).toEqual([
    '/products/types/CWF/locations/LWX',
    '/products/p1',
    '/products/types/CWF/locations/LWX',
  ])
})

test('is not_found if neither provider has the zone', async () => {
  const { ask } = buildForTest(marine, upstreams(missing, []))
  await expect(ask({ zone: 'ANZ532' })).rejects.toMatchObject({ code: 'not_found', attempts: 2 })
})

test.each([
  ['ANZ532', ['CWF/locations/LWX']],
  ['LMZ742', ['NSH/locations/LOT']],
  ['LSZ162', ['GLF/locations/DLH']],
  ['ANZ833', ['OFF/locations/ONA', 'OFF/locations/NT2']],
])('asks for %s in the product of its kind', async (zone, locations) => {
  const { ask, paths } = buildForTest(marine, upstreams(missing, []))
  await ask({ zone }).catch(() => {})
  expect(paths().slice(1)).toEqual(locations.map((location) => `/products/types/${location}`))
})

test('makes no request for an unknown zone', async () => {
  const { ask, requests } = buildForTest(marine, upstreams({ ...text, body: file }))
  await expect(ask({ zone: 'ANZ999' })).rejects.toMatchObject({
    code: 'not_found',
    provider: 'tgftp',
    attempts: 0,
  })
  expect(requests).toEqual([])
})

test('serves a text from the cache no longer than until its expiry', async () => {
  const { ask, requests, clock } = buildForTest(marine, upstreams({ ...text, body: file }), {
    startsAt: Date.parse('2026-11-20T21:58:00Z'),
  })
  await ask({ zone: 'ANZ532' })
  expect(await ask({ zone: 'ANZ532' })).toMatchObject({ status: 'cached' })
  await clock.advance(120_000)
  await ask({ zone: 'ANZ532' })
  expect(requests.filter(({ url }) => url.includes('anz532.txt'))).toHaveLength(2)
})

test('validates values from a shared store', async () => {
  const { ask } = buildForTest(marine, upstreams({ ...text, body: file }))
  const { value } = await ask({ zone: 'ANZ532' })
  expect(marine.output.parse(JSON.parse(JSON.stringify(value)))).toEqual(value)
  expect(marine.output.safeParse({ ...value, raw: undefined }).success).toBe(false)
})
