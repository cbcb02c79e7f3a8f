import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { providersOf } from '../../../src/sources/geocode/settings.ts'
import { geocode } from '../../../src/sources/geocode/source.ts'
import { buildForTest } from '../../support/built-source.ts'
import type { Reply, Upstream } from '../../support/scripted-runtime.ts'

const fixture = (name: string): Reply => ({
  body: readFileSync(new URL(`../../fixtures/geocode/${name}.json`, import.meta.url), 'utf8'),
})
const nothing: Reply = { body: '[]' }
const settingsOf = (environment: Record<string, string>) => geocode.settings.parse(environment)
const en = (place: string) => ({ place, lang: 'en' })
const key = { GOOGLE_MAPS_API_KEY: 'k3y' }

test.each([
  [{}, ['nominatim', 'photon', 'open-meteo', 'gazetteer']],
  [key, ['nominatim', 'google', 'photon', 'open-meteo', 'gazetteer']],
  [{ GEOCODE_PROVIDERS: 'gazetteer' }, ['gazetteer']],
  [{ ...key, GEOCODE_PROVIDERS: ' Google , nominatim' }, ['google', 'nominatim']],
])('with %o it asks %o', (environment, names) => {
  expect(providersOf(settingsOf(environment))).toEqual(names)
})

test.each(['osm', 'nominatim,osm', 'google', 'nominatim,nominatim', ',', ' '])(
  'refuses GEOCODE_PROVIDERS "%s"',
  (list) => {
    const { error } = geocode.settings.safeParse({ GEOCODE_PROVIDERS: list })
    expect(error?.issues.map(({ path }) => path[0])).toContain('GEOCODE_PROVIDERS')
  },
)

test('turns off geocoders that are not listed', () => {
  const urls = (environment: Record<string, string>) =>
    geocode.providers.map(({ baseUrl }) => baseUrl(settingsOf(environment)) !== null)
  expect(urls({})).toEqual([true, false, true, true, false])
  expect(urls({ ...key, GEOCODE_PROVIDERS: 'google' })).toEqual([false, true, false, false, false])
})

test('calls one geocoder if the first knows the place', async () => {
  const { ask, paths } = buildForTest(geocode, () => fixture('nominatim'), { environment: key })
  const answer = await ask(en('  Annapolis,\n MD '))
  expect(answer).toMatchObject({ provider: 'nominatim', attempts: 1, value: { query: 'Annapolis, MD' } })
  expect(paths()).toEqual([
    '/search?format=jsonv2&limit=3&addressdetails=1&accept-language=en&q=Annapolis,%20MD',
  ])
})

test('calls the next geocoder if one does not know the place', async () => {
  const { ask, requests } = buildForTest(
    geocode,
    ({ url }) => (url.includes('nominatim') ? nothing : fixture('google')),
    { environment: key },
  )
  expect(await ask(en('Annapolis'))).toMatchObject({ provider: 'google', attempts: 2 })
  expect(requests).toHaveLength(2)
})

test('falls back to the gazetteer, whose answer is cached for an hour only', async () => {
  const environment = { GEOCODE_PROVIDERS: 'nominatim,gazetteer' }
  const source = buildForTest(geocode, () => ({ status: 503, body: '' }), { environment })
  const answer = await source.ask(en('Annapolis, MD'))
  expect(answer).toMatchObject({ provider: 'gazetteer', status: 'fresh', value: { countryCode: 'us' } })
  expect(answer.value.lat).toBeCloseTo(38.98, 1)
  expect(answer.freshUntil - answer.fetchedAt).toBe(3_600_000)
})

test('needs no network with the gazetteer alone', async () => {
  const environment = { GEOCODE_PROVIDERS: 'gazetteer' }
  const { ask, requests } = buildForTest(geocode, () => nothing, { environment })
  expect(await ask(en('Annapolis, MD'))).toMatchObject({ provider: 'gazetteer', attempts: 0 })
  expect(requests).toEqual([])
})

test('is not_found if no geocoder knows the place', async () => {
  const { ask } = buildForTest(geocode, ({ url }) => ({
    body: url.includes('nominatim') ? '[]' : '{"features":[]}',
  }))
  await expect(ask(en('Atlantis Under The Sea'))).rejects.toMatchObject({
    code: 'not_found',
    attempts: 3,
  })
})

test('reports the failure instead of not_found if a geocoder failed', async () => {
  const { ask } = buildForTest(geocode, () => ({ status: 403, body: 'no' }))
  await expect(ask(en('Atlantis Under The Sea'))).rejects.toMatchObject({
    code: 'upstream_forbidden',
    provider: 'nominatim',
  })
})

const cities = 'Reykjavik Vien Zadar Venice Wrocław Bolognia Berlin Słubice Paris Dehli'.split(' ').map(en)
const geocoders: Upstream = ({ url }) =>
  fixture(url.includes('nominatim') ? 'nominatim' : url.includes('photon') ? 'photon' : 'open-meteo')
const providersAmong = (answers: readonly PromiseSettledResult<{ provider: string }>[]): string[] =>
  answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.provider : 'none'))

test('ten new places are found within the budget and the terms of each geocoder', async () => {
  const { askAll, requests } = buildForTest(geocode, geocoders)
  const providers = providersAmong(await askAll(cities, 5_000))
  // Half of what is left has room for a request at once and for two more.
  expect(providers.toSorted()).toEqual([
    ...Array.from({ length: 3 }, () => 'nominatim'),
    ...Array.from({ length: 4 }, () => 'open-meteo'),
    ...Array.from({ length: 3 }, () => 'photon'),
  ])
  expect(requests).toHaveLength(10)
})

test('places that do not fit in the time are looked up in the background', async () => {
  const environment = { GEOCODE_PROVIDERS: 'nominatim' }
  const { askAll, requests } = buildForTest(geocode, geocoders, { environment })
  const first = providersAmong(await askAll(cities, 5_000))
  expect(first.filter((provider) => provider === 'none')).toHaveLength(5)
  const second = await askAll(cities, 6_000)
  expect(providersAmong(second)).toEqual(cities.map(() => 'nominatim'))
  expect(requests).toHaveLength(10)
})

test('a bare name of the gazetteer is stale for seconds; a name with its state is certain', async () => {
  const environment = { GEOCODE_PROVIDERS: 'gazetteer,nominatim' }
  const { ask, requests } = buildForTest(geocode, () => ({ status: 403, body: 'no' }), { environment })
  expect(await ask(en('Newport, RI'))).toMatchObject({ provider: 'gazetteer', status: 'fresh', attempts: 0 })
  expect(requests).toHaveLength(0)
  const standIn = await ask(en('Annapolis'))
  expect(standIn).toMatchObject({ provider: 'gazetteer', status: 'stale' })
  expect(standIn.staleUntil - standIn.fetchedAt).toBe(5_000)
  expect(requests.length).toBeGreaterThan(0)
})

test('caches each language separately, and purges a place in all of them', async () => {
  const { ask, requests, built } = buildForTest(geocode, () => fixture('nominatim'))
  for (const lang of ['en', 'de', 'en']) await ask({ place: 'Annapolis', lang })
  expect(requests).toHaveLength(2)
  expect(built.purge(' ANNAPOLIS')).toBe(2)
})

test('does not request a house from a geocoder of names', async () => {
  const environment = { GEOCODE_PROVIDERS: 'open-meteo' }
  const { ask, requests } = buildForTest(geocode, () => fixture('open-meteo'), { environment })
  await expect(ask(en('12 Harbour Lane, Meridian Quay'))).rejects.toMatchObject({ code: 'not_found' })
  expect(requests).toEqual([])
})

test('requests places once that differ only in blanks, case and composition', async () => {
  const { ask, requests } = buildForTest(geocode, () => fixture('nominatim'))
  for (const place of ['Reykjavík', 'REYKJAVI\u0301K', ' reykjavík  ']) await ask(en(place))
  expect(requests).toHaveLength(1)
})

test('keeps the key out of keys, labels, events and errors', async () => {
  const { ask, events, built } = buildForTest(geocode, () => ({ status: 403, body: 'bad k3y' }), {
    environment: { ...key, GEOCODE_PROVIDERS: 'google' },
  })
  const failure = await ask(en('Annapolis')).catch((error: Error) => error)
  const shown = [events.all, failure, String(failure), built.label(en('Annapolis')), built.view()]
  expect(JSON.stringify(shown)).not.toContain('k3y')
})

test('labels a part with the place as requested, and shows the attribution', () => {
  expect(geocode.label?.(en('ANNAPOLIS'))).toBe('ANNAPOLIS')
  expect(
    ['nominatim', 'google', 'photon', 'open-meteo', 'gazetteer'].map((name) => geocode.attribution?.(name)),
  ).toEqual([
    '© OpenStreetMap contributors',
    'Google Maps',
    '© OpenStreetMap contributors',
    'Open-Meteo.com, GeoNames (CC BY 4.0)',
    null,
  ])
})
