import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { activeAlerts } from '../../../src/sources/alerts/active-alerts.ts'
import { Alert } from '../../../src/sources/alerts/schema.ts'
import { itemsOf } from '../../../src/sources/items.ts'
import { errorOf, explained, valueOrAppError } from '../../support/explained.ts'

const active = readFileSync(new URL('../../fixtures/alerts/active.json', import.meta.url), 'utf8')
const now = Date.parse('2026-11-20T12:00:00Z')
const query = { zones: ['ANZ531', 'ANZ532', 'ANZ533'], now }
const decode = (body: string) => activeAlerts.decode(body, query)
/** The alerts of each zone. */
const read = (body: string) => new Map([...decode(body)].map(([zone, { items }]) => [zone, items]))
/** How many were skipped for each zone. */
const skippedOf = (body: string) => [...decode(body).values()].map(({ skipped }) => skipped)
const featuresOf = (body: string): { properties: object }[] => JSON.parse(body).features
const collection = (...features: unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features })
const [first] = featuresOf(active)
const changed = (change: object): string =>
  collection({ ...first, properties: { ...first?.properties, ...change } })

test('reads every field of an alert, with times in UTC', () => {
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

test('omits cancellations, tests and alerts that have ended', () => {
  const events = [...read(active).values()].flat().map(({ id }) => id.at(-1))
  expect(new Set(events)).toEqual(new Set(['1', '2']))
})

test('omits zones that were not requested', () => {
  expect([...read(active).keys()]).toEqual(query.zones)
})

test('does not use the expiry of the message as the end of the event', () => {
  expect(read(active).get('ANZ532')?.[1]?.ends).toBeNull()
  const goesOn = changed({ expires: '2026-11-20T11:00:00Z', ends: '2026-11-20T13:00:00Z' })
  expect(read(goesOn).get('ANZ531')).toHaveLength(1)
})

test('names marine zones only', () => {
  expect(read(active).get('ANZ532')?.[1]?.zones).toEqual(['ANZ532'])
})

test('finds the zones in their URLs if the codes are missing', () => {
  expect(read(changed({ geocode: null })).get('ANZ532')?.[0]?.zones).toEqual(['ANZ531', 'ANZ532'])
})

test('gives null for an invalid time', () => {
  const [alert] = read(changed({ onset: 'soon', ends: 'date:now +5 minutes' })).get('ANZ531') ?? []
  expect(alert).toMatchObject({ onset: null, ends: null })
})

test('counts a broken feature and keeps the others', () => {
  const body = collection({ properties: null }, 'nonsense', null, ...featuresOf(active))
  expect(read(body)).toEqual(read(active))
  expect([skippedOf(active), skippedOf(body)]).toEqual([
    [0, 0, 0],
    [2, 2, 2],
  ])
})

test('a single unreadable alert is counted', () => {
  expect(skippedOf(changed({ event: null, headline: null }))).toEqual([1, 1, 0])
})

test('counts an alert without an id for the zones that it names', () => {
  const nameless = { properties: { ...first?.properties, id: null, '@id': null }, id: 7 }
  expect(skippedOf(collection(nameless, ...featuresOf(active)))).toEqual([1, 1, 0])
})

test.each([
  ['messageType', { messageType: null }],
  ['status', { status: null }],
  ['zones with a null among them', { geocode: { UGC: ['ANZ531', null] } }],
  [
    'addresses with a null among them',
    { geocode: {}, affectedZones: [null, 'https://a.test/zones/forecast/ANZ531/'] },
  ],
  ['SAME codes only', { geocode: { SAME: ['073531'] }, affectedZones: [] }],
  [
    'another id than its address',
    { id: null, '@id': 'https://a.test/alerts/urn:oid:2.49.0.1.840.0.fixture1' },
  ],
  ['no severity that is a word', { severity: 4, certainty: null, urgency: [] }],
  ['invalid references', { references: 'nonsense', parameters: 7 }],
])('shows an alert with nothing, or something odd, for its %s', (_, change) => {
  const body = changed(change)
  expect(
    read(body)
      .get('ANZ531')
      ?.map(({ id }) => id),
  ).toEqual(['urn:oid:2.49.0.1.840.0.fixture1'])
  expect(skippedOf(body)).toEqual([0, 0, 0])
})

test('takes a missing event from the headline', () => {
  const [alert] = read(changed({ event: null })).get('ANZ531') ?? []
  expect(alert?.event).toBe('Small Craft Advisory')
})

const later = { id: 'urn:oid:later', '@id': null, event: 'Gale Warning' }
const and = (change: object, ...others: object[]) =>
  collection(...others.map((other) => ({ properties: { ...first?.properties, ...other } })), {
    properties: { ...first?.properties, ...change },
  })

test.each([
  ['a reference', { references: [{ identifier: 'urn:oid:2.49.0.1.840.0.fixture1' }] }],
  [
    'the address of a reference',
    { references: [{ '@id': 'https://a.test/alerts/urn:oid:2.49.0.1.840.0.fixture1' }] },
  ],
  [
    'an expired reference',
    {
      parameters: {
        expiredReferences: ['w@noaa.gov,urn:oid:2.49.0.1.840.0.fixture1,2026-11-20T04:00:00-05:00'],
      },
    },
  ],
  [
    'a cancellation',
    { messageType: 'Cancel', references: [{ identifier: 'urn:oid:2.49.0.1.840.0.fixture1' }] },
  ],
])('does not show an alert that another one supersedes: %s', (_, change) => {
  const found = read(and({ ...later, ...change }, {})).get('ANZ531')
  expect(found?.map(({ event }) => event)).toEqual('messageType' in change ? [] : ['Gale Warning'])
})

test('omits an alert whose successor is present', () => {
  const replaced = { replacedBy: 'https://a.test/alerts/urn:oid:later' }
  expect(read(and(later, replaced)).get('ANZ531')).toHaveLength(1)
  expect(read(collection({ properties: { ...first?.properties, ...replaced } })).get('ANZ531')).toHaveLength(
    1,
  )
})

test('neither a test nor an alert itself supersedes anything', () => {
  const references = [{ identifier: 'urn:oid:2.49.0.1.840.0.fixture1' }]
  expect(read(and({ ...later, references, status: 'Test' }, {})).get('ANZ531')).toHaveLength(1)
  expect(read(changed({ references })).get('ANZ531')).toHaveLength(1)
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

test('law: any body gives valid alerts for every requested zone, or an AppError', () => {
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
      const found = valueOrAppError(() => decode(text))
      if (found instanceof AppError) return
      expect([...found.keys()]).toEqual(query.zones)
      for (const list of found.values()) itemsOf(Alert).parse(list)
    }),
  )
})
