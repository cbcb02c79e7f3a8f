import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Alert } from '../../../src/sources/alerts/schema.ts'
import { alerts } from '../../../src/sources/alerts/source.ts'
import { buildForTest } from '../../support/built-source.ts'

const body = readFileSync(new URL('../../fixtures/alerts/active.json', import.meta.url), 'utf8')
const headers = { 'content-type': 'application/geo+json' }
const zones = (...ids: string[]) => ids.map((zone) => ({ zone }))

test('requests all zones of a request at once', async () => {
  const { askAll, requests } = buildForTest(alerts, () => ({ headers, body }))
  const answers = await askAll(zones('ANZ531', 'ANZ532', 'ANZ533'))
  expect(requests.map(({ url }) => url)).toEqual([
    'https://api.weather.gov/alerts/active?zone=ANZ531,ANZ532,ANZ533',
  ])
  expect(
    answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.value.items.length : -1)),
  ).toEqual([1, 2, 0])
})

test('requests only the zones that are not cached', async () => {
  const { askAll, paths } = buildForTest(alerts, () => ({ headers, body }))
  await askAll(zones('ANZ531', 'ANZ532'))
  const [first, second] = await askAll(zones('ANZ532', 'ANZ533'))
  expect(paths()[1]).toBe('/alerts/active?zone=ANZ533')
  expect([first, second]).toMatchObject([{ value: { status: 'cached' } }, { value: { status: 'fresh' } }])
})

test('splits more zones than fit in one request', async () => {
  const { askAll, paths } = buildForTest(alerts, () => ({ headers, body }))
  await askAll(zones(...Array.from({ length: 60 }, (_, index) => `ANZ${500 + index}`)))
  expect(paths().map((path) => path.split(',').length)).toEqual([50, 10])
})

test('fails every zone with the same error if the request fails', async () => {
  const { askAll } = buildForTest(alerts, () => ({ status: 403, headers, body: '{}' }))
  const answers = await askAll(zones('ANZ531', 'ANZ532'))
  expect(answers).toMatchObject([
    { reason: { code: 'upstream_forbidden', provider: 'nws-api' } },
    { reason: { code: 'upstream_forbidden' } },
  ])
})

test('does not serve an alert past its end from the cache', async () => {
  const source = buildForTest(alerts, () => ({ headers, body }), {
    startsAt: Date.parse('2026-11-21T05:59:30Z'),
  })
  expect((await source.ask({ zone: 'ANZ531' })).value.items).toHaveLength(1)
  await source.clock.advance(40_000)
  expect((await source.ask({ zone: 'ANZ531' })).value.items).toEqual([])
  expect(source.requests).toHaveLength(2)
})

test('expires a list when its first alert ends', () => {
  const alert = (ends: string | null) => ({ ends }) as Alert
  const first = '2026-11-21T01:00:00Z'
  const endOf = (...items: Alert[]) => alerts.expiresAt?.({ items, skipped: 0 })
  expect(endOf(alert(null), alert('2026-11-21T06:00:00Z'), alert(first))).toBe(Date.parse(first))
  expect(endOf(alert(null))).toBeNull()
})

test('keeps the path prefix of a mirror', async () => {
  const environment = { NWS_API_URL: 'http://mirror.test/nws/' }
  const { ask, paths } = buildForTest(alerts, () => ({ headers, body }), { environment })
  await ask({ zone: 'ANZ531' })
  expect(paths()).toEqual(['/nws/alerts/active?zone=ANZ531'])
})
