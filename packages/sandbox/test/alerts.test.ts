import { expect, test } from 'vitest'
import { allZones } from '../../../src/sources/marine/catalogue/zones.ts'
import { createSandbox } from '../src/app.ts'
import { manualClock } from './manual-clock.ts'

const clock = manualClock()
const { app } = createSandbox({ clock })
const headers = { 'user-agent': 'tests (me@example.org)' }

interface Properties {
  event: string
  ends: string
  onset: string
  geocode: { UGC: string[]; SAME: string[] }
  affectedZones: string[]
  parameters: { NWSheadline: string[]; VTEC: string[] }
}

async function alerts(query: string): Promise<Properties[]> {
  const response = await app.request(`/nws/alerts/active${query}`, { headers })
  const { features } = (await response.json()) as { features: { geometry: null; properties: Properties }[] }
  return features.map(({ properties }) => properties)
}

const coastal = allZones().filter(({ kind }) => kind === 'coastal')

test('the zones under an alert are those whose forecast has its headline', async () => {
  const wrong: string[] = []
  for (const { id, textPath } of coastal.slice(0, 120)) {
    const text = (await (await app.request(`/marine/${textPath}`)).text()).replaceAll('\n', ' ')
    const found = await alerts(`?zone=${id}`)
    for (const { event, geocode } of found) {
      if (!geocode.UGC.includes(id) || !text.includes(`...${event.toUpperCase()}`))
        wrong.push(`${id} ${event}`)
    }
    if (/\.\.\.(SMALL CRAFT ADVISORY|GALE WARNING)(?! HAS)/.test(text) && found.length === 0) wrong.push(id)
  }
  expect(wrong).toEqual([])
})

test('an alert that several requested zones share is returned once', async () => {
  const ids = coastal.filter(({ office }) => office === 'LWX' || office === 'AKQ').map(({ id }) => id)
  const together = await alerts(`?zone=${ids.join(',')}`)
  const apart = await Promise.all(ids.map((id) => alerts(`/zone/${id}`)))
  const keys = together.map(({ event, onset, ends, geocode }) =>
    [event, onset, ends, geocode.UGC[0]].join(' '),
  )
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(together.flatMap(({ geocode }) => geocode.UGC))).toEqual(
    new Set(apart.flat().flatMap(({ geocode }) => geocode.UGC)),
  )
})

test('an office puts a hazard into one alert for the zones that share it', async () => {
  const found = await alerts('')
  const zonesPerAlert = found.map(({ geocode }) => geocode.UGC.length)
  expect(Math.max(...zonesPerAlert)).toBeGreaterThan(8)
  expect(zonesPerAlert.reduce((sum, count) => sum + count, 0) / found.length).toBeGreaterThan(2)
})

test('an alert names its zones three ways and has not ended', async () => {
  const found = (await Promise.all(coastal.slice(0, 60).map(({ id }) => alerts(`?zone=${id}`)))).flat()
  expect(found.length).toBeGreaterThan(5)
  for (const { geocode, affectedZones, ends, parameters } of found) {
    expect(affectedZones).toEqual(geocode.UGC.map((id) => `https://api.weather.gov/zones/forecast/${id}`))
    expect(geocode.SAME.every((code) => /^\d{6}$/.test(code))).toBe(true)
    expect(Date.parse(ends)).toBeGreaterThan(clock.now())
    expect(parameters.VTEC[0]).toMatch(
      /^\/O\.NEW\.[A-Z]{4}\.[A-Z]{2}\.[WAY]\.\d{4}\.\d{6}T\d{4}Z-\d{6}T\d{4}Z\/$/,
    )
  }
})

test('over all waters about a third of the zones are under an advisory and a few under a gale', async () => {
  const lists = await Promise.all(coastal.map(({ id }) => alerts(`?zone=${id}`)))
  const share = (event: RegExp): number =>
    lists.filter((list) => list.some((alert) => event.test(alert.event))).length / coastal.length
  expect(share(/Small Craft Advisory/)).toBeGreaterThan(0.2)
  expect(share(/Small Craft Advisory/)).toBeLessThan(0.5)
  expect(share(/Gale|Storm/)).toBeGreaterThan(0.01)
  expect(share(/Gale|Storm/)).toBeLessThan(0.25)
})

test('without zones all alerts are returned', async () => {
  const zones = new Set((await alerts('')).flatMap(({ geocode }) => geocode.UGC))
  expect(zones.size).toBeGreaterThan(150)
})

test.each(['?zone=ANZ531&limit=5', '?zone=nonsense', '?cachebuster=1'])('%s is a problem', async (query) => {
  const response = await app.request(`/nws/alerts/active${query}`, { headers })
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  expect(await response.json()).toMatchObject({ status: 400, title: 'Bad Request' })
})

test('a caller without a User-Agent is refused everywhere on the API', async () => {
  for (const path of ['/nws/alerts/active?zone=ANZ531', '/nws/products/types/CWF/locations/LWX']) {
    const response = await app.request(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([403, 'application/problem+json'])
  }
})

test('the API has no marine forecasts', async () => {
  const response = await app.request('/nws/zones/coastal/ANZ532/forecast', { headers })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ title: 'Marine Forecast Not Supported' })
})
