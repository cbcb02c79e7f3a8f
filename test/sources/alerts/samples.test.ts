// Real alerts, read where they are kept.
import { expect } from 'vitest'
import { z } from 'zod'
import { activeAlerts } from '../../../src/sources/alerts/active-alerts.ts'
import { Alert } from '../../../src/sources/alerts/schema.ts'
import { sample, testOnSamples } from '../../support/samples.ts'

const read = (name: string, now: string, ...zones: string[]) => {
  const found = activeAlerts.decode(filled(sample(`nws-api/${name}.json`), Date.parse(now)), {
    zones,
    now: Date.parse(now),
  })
  return z.array(Alert).parse([...found.values()].flatMap(({ items }) => items))
}

/** The authors of some samples put place-holders for times: `date:now +5 minutes`. */
const filled = (body: string, now: number): string =>
  body.replace(/"date:now ([+-]\d+) minutes"/g, (_, minutes: string) =>
    JSON.stringify(new Date(now + Number(minutes) * 60_000).toISOString()),
  )

testOnSamples('an alert of 2020 with its real times is read right', () => {
  const [alert] = read('alerts-anz355-okx-2020-11-26', '2020-11-26T12:00:00Z', 'ANZ355')
  expect(alert).toMatchObject({
    id: 'NWS-IDP-PROD-4559615-3770224',
    event: 'Small Craft Advisory',
    onset: '2020-11-26T09:52:00Z',
    ends: '2020-11-27T06:00:00Z',
    zones: ['ANZ355'],
  })
})

testOnSamples('an alert whose message has expired holds until its event ends', () => {
  const at = (now: string) => read('alerts-anz355-okx-2020-11-26', now, 'ANZ355').length
  expect([at('2020-11-27T05:59:00Z'), at('2020-11-27T06:00:00Z')]).toEqual([1, 0])
})

testOnSamples('the alerts of 25 marine features reach every zone they name', () => {
  const features: { properties: { geocode: { UGC: string[] } } }[] = JSON.parse(
    sample('nws-api/alerts-active-marine-subset.json'),
  ).features
  const zones = [...new Set(features.flatMap(({ properties }) => properties.geocode.UGC))]
  const found = read('alerts-active-marine-subset', '2025-12-15T22:00:00Z', ...zones)
  const distinct = new Map(found.map((alert) => [alert.id, alert]))
  expect(distinct.size).toBe(25)
  expect(found).toHaveLength(features.flatMap(({ properties }) => properties.geocode.UGC).length)
  const events = [...distinct.values()].map(({ event }) => event)
  expect(events.filter((event) => event === 'Gale Warning')).toHaveLength(6)
  expect([...distinct.values()].every(({ onset, ends }) => onset !== null && ends !== null)).toBe(true)
})

testOnSamples('an answer without features has no alerts', () => {
  expect(read('alerts-active-empty', '2025-12-15T22:00:00Z', 'ANZ531')).toEqual([])
})
