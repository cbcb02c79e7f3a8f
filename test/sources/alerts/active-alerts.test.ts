import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../../src/core/errors.ts'
import { activeAlerts } from '../../../src/sources/alerts/active-alerts.ts'
import { Alert } from '../../../src/sources/alerts/schema.ts'
import { errorOf, explained, valueOrAppError } from '../../support/explained.ts'

const active = readFileSync(new URL('../../fixtures/alerts/active.json', import.meta.url), 'utf8')
const now = Date.parse('2026-11-20T12:00:00Z')
const query = { zones: ['ANZ531', 'ANZ532', 'ANZ533'], now }
const read = (body: string) => activeAlerts.decode(body, query)
const featuresOf = (body: string): { properties: object }[] => JSON.parse(body).features
const collection = (...features: unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features })
const [first] = featuresOf(active)
const changed = (change: object): string =>
  collection({ ...first, properties: { ...first?.properties, ...change } })

test('reads every field of an alert, its times in UTC', () => {
  expect(read(active).get('ANZ531')).toEqual([
    {
      id: 'urn:oid:2.49.0.1.840.0.fixture1',
      event: 'Small Craft Advisory',
      severity: 'Minor',
      certainty: 'Likely',
      urgency: 'Expected',
      headline:
        'Small Craft Advisory issued November 20 at 4:52AM EST until November 21 at 1:00AM EST by NWS Baltimore MD/Washington DC',
      description: '* WHAT...South winds 15 to 20 kt\nwith gusts up to 30 kt.',
      onset: '2026-11-20T15:00:00Z',
      ends: '2026-11-21T06:00:00Z',
      zones: ['ANZ531', 'ANZ532'],
    },
  ])
})

test('gives each zone its own alerts, in the order of the upstream', () => {
  expect(
    read(active)
      .get('ANZ532')
      ?.map(({ event }) => event),
  ).toEqual(['Small Craft Advisory', 'Gale Watch'])
})

test('gives an empty list for a zone without an alert', () => {
  expect(read(active).get('ANZ533')).toEqual([])
  expect([...read(collection())]).toEqual(query.zones.map((zone) => [zone, []]))
})

test('leaves out cancellations, tests and what has ended', () => {
  const events = [...read(active).values()].flat().map(({ id }) => id.at(-1))
  expect(new Set(events)).toEqual(new Set(['1', '2']))
})

test('leaves out zones that nobody asked about', () => {
  expect([...read(active).keys()]).toEqual(query.zones)
})

test('does not take the expiry of the message for the end of the event', () => {
  expect(read(active).get('ANZ532')?.[1]?.ends).toBeNull()
  const goesOn = changed({ expires: '2026-11-20T11:00:00Z', ends: '2026-11-20T13:00:00Z' })
  expect(read(goesOn).get('ANZ531')).toHaveLength(1)
})

test('names marine zones only', () => {
  expect(read(active).get('ANZ532')?.[1]?.zones).toEqual(['ANZ532'])
})

test('finds the zones in the addresses where the codes are missing', () => {
  expect(read(changed({ geocode: null })).get('ANZ532')?.[0]?.zones).toEqual(['ANZ531', 'ANZ532'])
})

test('gives null for a time that is none', () => {
  const [alert] = read(changed({ onset: 'soon', ends: 'date:now +5 minutes' })).get('ANZ531') ?? []
  expect(alert).toMatchObject({ onset: null, ends: null })
})

test('does not lose the others to a broken feature', () => {
  const body = collection({ properties: null }, 'nonsense', ...featuresOf(active))
  expect(read(body)).toEqual(read(active))
})

test.each([
  ['only broken features', collection({ properties: {} }, 7)],
  ['another type', '{"type":"Feature","properties":{}}'],
  ['a problem', '{"title":"Not Found","type":"about:blank","status":404}'],
  ['HTML', '<html><body>down</body></html>'],
  ['a truncated body', active.slice(0, 500)],
])('says upstream_invalid for %s', (_, body) => {
  expect(errorOf(() => read(body)).code).toBe('upstream_invalid')
})

test.each([
  [403, 'upstream_forbidden'],
  [404, 'upstream_error'],
  [400, 'upstream_error'],
  [500, 'upstream_error'],
  [429, 'upstream_rate_limited'],
])('says of status %i that it is %s', (status, code) => {
  expect(explained(activeAlerts, { status, text: '{"title":"?"}' }, query).code).toBe(code)
})

test('names the variable to set when it is refused', () => {
  expect(explained(activeAlerts, { status: 403 }, query).message).toContain('CONTACT')
})

test('law: whatever the body, it gives valid alerts for every zone asked, or an AppError', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.constant('2026-11-20T12:00:00-99:99'),
  )
  const keys = ['id', 'event', 'onset', 'ends', 'expires', 'geocode', 'affectedZones', 'severity', 'headline']
  const body = fc.oneof(fc.dictionary(fc.constantFrom(...keys), value).map(changed), fc.json(), fc.string())
  fc.assert(
    fc.property(body, (text) => {
      const found = valueOrAppError(() => read(text))
      if (found instanceof AppError) return
      expect([...found.keys()]).toEqual(query.zones)
      for (const list of found.values()) z.array(Alert).parse(list)
    }),
  )
})
