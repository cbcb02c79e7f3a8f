import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { providersOf } from '../../../src/sources/geocode/settings.ts'
import { geocode } from '../../../src/sources/geocode/source.ts'
import { buildForTest } from '../../support/built-source.ts'
import type { Reply } from '../../support/scripted-runtime.ts'

const fixture = (name: string): Reply => ({
  body: readFileSync(new URL(`../../fixtures/geocode/${name}.json`, import.meta.url), 'utf8'),
})
const nothing: Reply = { body: '[]' }
const settingsOf = (environment: Record<string, string>) => geocode.settings.parse(environment)
const key = { GOOGLE_MAPS_API_KEY: 'k3y' }

test.each([
  [{}, ['nominatim', 'gazetteer']],
  [key, ['nominatim', 'google', 'gazetteer']],
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

test('turns off what is not asked', () => {
  const urls = (environment: Record<string, string>) =>
    geocode.providers.map(({ baseUrl }) => baseUrl(settingsOf(environment)) !== null)
  expect(urls({})).toEqual([true, false, false])
  expect(urls({ ...key, GEOCODE_PROVIDERS: 'google' })).toEqual([false, true, false])
})

test('asks one geocoder when the first knows the place', async () => {
  const { ask, paths } = buildForTest(geocode, () => fixture('nominatim'), { environment: key })
  const answer = await ask({ place: '  Annapolis,\n MD ' })
  expect(answer).toMatchObject({ provider: 'nominatim', attempts: 1, value: { query: 'Annapolis, MD' } })
  expect(paths()).toEqual(['/search?format=jsonv2&limit=3&addressdetails=1&q=Annapolis,%20MD'])
})

test('asks the next when one knows no such place', async () => {
  const { ask, requests } = buildForTest(
    geocode,
    ({ url }) => (url.includes('nominatim') ? nothing : fixture('google')),
    { environment: key },
  )
  expect(await ask({ place: 'Annapolis' })).toMatchObject({ provider: 'google', attempts: 2 })
  expect(requests).toHaveLength(2)
})

test('falls back to the gazetteer, and keeps that answer for an hour only', async () => {
  const source = buildForTest(geocode, () => ({ status: 503, body: '' }))
  const answer = await source.ask({ place: 'Annapolis, MD' })
  expect(answer).toMatchObject({ provider: 'gazetteer', status: 'fresh', value: { countryCode: 'us' } })
  expect(answer.value.lat).toBeCloseTo(38.98, 1)
  expect(answer.freshUntil - answer.fetchedAt).toBe(3_600_000)
})

test('needs no network when the gazetteer is all there is', async () => {
  const environment = { GEOCODE_PROVIDERS: 'gazetteer' }
  const { ask, requests } = buildForTest(geocode, () => nothing, { environment })
  expect(await ask({ place: 'Annapolis, MD' })).toMatchObject({ provider: 'gazetteer', attempts: 0 })
  expect(requests).toEqual([])
})

test('says not_found when no geocoder knows the place', async () => {
  const { ask } = buildForTest(geocode, () => nothing)
  await expect(ask({ place: 'Atlantis Under The Sea' })).rejects.toMatchObject({
    code: 'not_found',
    attempts: 1,
  })
})

test('says what went wrong rather than not_found when a geocoder failed', async () => {
  const { ask } = buildForTest(geocode, () => ({ status: 403, body: 'no' }))
  await expect(ask({ place: 'Atlantis Under The Sea' })).rejects.toMatchObject({
    code: 'upstream_forbidden',
    provider: 'nominatim',
  })
})

test('asks Nominatim once a second and passes it over where the time does not suffice', async () => {
  const { askAll, paths } = buildForTest(geocode, () => fixture('nominatim'))
  const places = ['Annapolis, MD', 'Portland, ME', 'Boston, MA', 'Newport, RI', 'Norfolk, VA']
  const answers = await askAll(
    places.map((place) => ({ place })),
    4_000,
  )
  const providers = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.provider : ''))
  // Half of five seconds has room for a request at once and for two more.
  expect(providers).toEqual(['nominatim', 'nominatim', 'nominatim', 'gazetteer', 'gazetteer'])
  expect(paths()).toHaveLength(3)
})

test('asks only once for what differs in blanks, case and composition', async () => {
  const { ask, requests } = buildForTest(geocode, () => fixture('nominatim'))
  for (const place of ['Reykjavík', 'REYKJAVI\u0301K', ' reykjavík  ']) await ask({ place })
  expect(requests).toHaveLength(1)
})

test('keeps the key out of keys, labels, events and errors', async () => {
  const { ask, events, built } = buildForTest(geocode, () => ({ status: 403, body: 'bad k3y' }), {
    environment: { ...key, GEOCODE_PROVIDERS: 'google' },
  })
  const failure = await ask({ place: 'Annapolis' }).catch((error: Error) => error)
  const shown = [events.all, failure, String(failure), built.label({ place: 'Annapolis' }), built.view()]
  expect(JSON.stringify(shown)).not.toContain('k3y')
})

test('labels a part with the place as asked, and shows who must be named', () => {
  expect(geocode.label?.({ place: 'ANNAPOLIS' })).toBe('ANNAPOLIS')
  expect(['nominatim', 'google', 'gazetteer'].map((name) => geocode.attribution?.(name))).toEqual([
    '© OpenStreetMap contributors',
    'Google Maps',
    null,
  ])
})
