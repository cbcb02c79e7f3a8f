import { expect, test } from 'vitest'
import { createSandbox } from '../src/app.ts'
import { manualClock } from './manual-clock.ts'

const { app } = createSandbox({ clock: manualClock() })

const search = (
  question: string,
  headers: Record<string, string> = { 'user-agent': 'tests (me@example.org)' },
) => app.request(`/nominatim/search?format=jsonv2&q=${encodeURIComponent(question)}`, { headers })

const ask = async (query: string): Promise<unknown> =>
  (await app.request(`/google/maps/api/geocode/json?${query}`)).json()

test.each([
  ['Reykjavik', 64, -22],
  ['Vien', 48, 16],
  ['Zadar', 44, 15],
  ['Venice', 45, 12],
  ['Wrocław', 51, 17],
  ['Bolognia', 44, 11],
  ['Berlin', 53, 13],
  ['Słubice', 52, 15],
  ['New York', 41, -74],
  ['Dehli', 29, 77],
  ['Annapolis, MD', 39, -76],
  ['Denver, CO', 40, -105],
  ['Berlin, MD', 38, -75],
])('%s is found where it lies', async (question, lat, lon) => {
  const [place] = (await (await search(question)).json()) as [{ lat: string; lon: string }]
  expect([Math.round(Number(place.lat)), Math.round(Number(place.lon))]).toEqual([lat, lon])
})

test('coordinates and the bounding box are strings, the category depends on the format', async () => {
  const [place] = (await (await search('Annapolis')).json()) as [Record<string, unknown>]
  expect(place).toMatchObject({
    lat: expect.any(String),
    lon: expect.any(String),
    category: expect.any(String),
    place_rank: expect.any(Number),
    boundingbox: expect.arrayContaining([expect.any(String)]),
    display_name: 'Annapolis, Maryland, United States',
  })
  const old = await app.request('/nominatim/search?format=json&q=Annapolis', {
    headers: { 'user-agent': 'tests' },
  })
  const [other] = (await old.json()) as [Record<string, unknown>]
  expect(other.class).toBeDefined()
  expect(other.category).toBeUndefined()
})

test('the address is included only on request', async () => {
  const headers = { 'user-agent': 'tests' }
  const detailed = await app.request('/nominatim/search?q=Zadar&addressdetails=1', { headers })
  expect(await detailed.json()).toMatchObject([{ address: { city: 'Zadar', country_code: 'hr' } }])
  expect(await (await search('Zadar')).json()).not.toMatchObject([{ address: {} }])
})

test('an unknown place is an empty list with status 200', async () => {
  const response = await search('Atlantis')
  expect([response.status, await response.json()]).toEqual([200, []])
})

test('a caller without a User-Agent, or with the one of a library, is blocked with a page', async () => {
  for (const headers of [{}, { 'user-agent': 'node' }]) {
    const response = await search('Zadar', headers)
    expect(response.status).toBe(403)
    expect(response.headers.get('content-type')).toContain('text/html')
  }
})

test('the other geocoder tells its outcome in the body', async () => {
  expect(await ask('address=S%C5%82ubice&key=k')).toMatchObject({
    status: 'OK',
    results: [{ geometry: { location: { lat: 52.3504776, lng: 14.5605839 } } }],
  })
  expect(await ask('address=Atlantis&key=k')).toEqual({ status: 'ZERO_RESULTS', results: [] })
  expect(await ask('address=Zadar')).toMatchObject({ status: 'REQUEST_DENIED', results: [] })
  expect(await ask('address=Zadar&key=bad')).toMatchObject({ status: 'REQUEST_DENIED' })
  expect(await ask('address=Zadar&key=spent')).toMatchObject({ status: 'OVER_QUERY_LIMIT' })
  expect(await ask('address=&key=k')).toMatchObject({ status: 'INVALID_REQUEST' })
})

test('Photon puts the longitude first, and refuses languages that it does not speak', async () => {
  const photon = (query: string) => app.request(`/photon/api?${query}`)
  const { features } = (await (await photon('q=Zadar&limit=3&lang=en')).json()) as {
    features: { geometry: object; properties: object }[]
  }
  expect(features).toMatchObject([
    {
      geometry: { coordinates: [expect.closeTo(15.23, 1), expect.closeTo(44.12, 1)] },
      properties: { name: 'Zadar', countrycode: 'HR' },
    },
  ])
  expect([(await photon('q=Zadar&lang=pl')).status, (await photon('q=')).status]).toEqual([400, 400])
})

test('Open-Meteo knows names alone, and leaves out the list where nothing matches', async () => {
  const search = async (name: string): Promise<object> =>
    (await app.request(`/open-meteo/v1/search?name=${encodeURIComponent(name)}`)).json()
  expect(await search('Zadar')).toMatchObject({ results: [{ name: 'Zadar', country_code: 'HR' }] })
  expect(await search('Zadar, Croatia')).not.toHaveProperty('results')
  expect((await app.request('/open-meteo/v1/search')).status).toBe(400)
})

test('with limits enabled, each host refuses requests above its limit', async () => {
  let now = 0
  const limited = createSandbox({ clock: { now: () => now }, limited: true }).app
  const statuses = async (path: string, times: number): Promise<number[]> => {
    const all: number[] = []
    for (let i = 0; i < times; i++) all.push((await limited.request(path)).status)
    return all
  }
  expect(await statuses('/photon/api?q=Zadar', 2)).toEqual([200, 429])
  expect(
    (await statuses('/open-meteo/v1/search?name=Zadar', 601)).filter((status) => status === 429),
  ).toHaveLength(1)
  expect((await statuses('/reddit/r/sailing/top.json', 11)).at(-1)).toBe(429)
  now = 1_000
  expect(await statuses('/photon/api?q=Zadar', 1)).toEqual([200])
})
