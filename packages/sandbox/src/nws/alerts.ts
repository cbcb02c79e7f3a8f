import { Hono } from 'hono'
import { allZones } from '../../../../src/sources/marine/catalogue/zones.ts'
import type { Advisory } from '../generator/headlines.ts'
import type { OfficeProducts, ProductEntry } from '../marine/office-products.ts'
import { createMemo } from '../memo.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import { describeAlert } from './describe-alert.ts'
import { problem } from './problem.ts'

/**
 * Simulates the active alerts: one for every hazard in the headlines of a zone's forecast, shared by zones with the same hazard;
 * without zones, all alerts.
 */
export function createAlerts(products: OfficeProducts, { now }: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const known = createMemo<ActiveAlert[]>(1_000)
  const answer = (ids: readonly string[]): Response => {
    const unknown = ids.find((id) => !/^[A-Z]{2}[CZ]\d{3}$/.test(id))
    if (unknown !== undefined)
      return badRequest(`Parameter "zone" is invalid: '${unknown.slice(0, 20)}' is not a zone`)
    const asked = ids.length > 0 ? ids : allZones().map(({ id }) => id)
    const alerts = asked.flatMap((id) => {
      const entry = products.holding(id)
      return entry ? known(`${entry.id} ${id}`, () => alertsOf(id, entry, products)) : []
    })
    const features = new Map(
      alerts.filter(({ endsAt }) => endsAt > now()).map(({ feature }) => [feature.id, feature]),
    )
    const body = {
      '@context': context,
      type: 'FeatureCollection',
      features: [...features.values()],
      title: 'Current watches, warnings, and advisories',
      updated: new Date(Math.floor(now() / 60_000) * 60_000).toISOString().replace('.000Z', '+00:00'),
    }
    const headers = {
      'content-type': 'application/geo+json',
      'cache-control': 'public, max-age=30, s-maxage=30',
    }
    return new Response(JSON.stringify(body), { headers })
  }
  app.get('/active', (c) => {
    const stranger = Object.keys(c.req.query()).find((name) => !parameters.has(name))
    if (stranger !== undefined) return badRequest(`Query parameter "${stranger}" is not recognized`)
    const zones = c.req.queries('zone') ?? []
    return answer(zones.flatMap((list) => list.split(',')).filter((id) => id !== ''))
  })
  app.get('/active/zone/:id', (c) => answer([c.req.param('id')]))
  return app
}

const parameters = new Set([
  'zone',
  'status',
  'message_type',
  'event',
  'code',
  'urgency',
  'severity',
  'certainty',
])

const badRequest = (detail: string): Response => problem(400, 'BadRequest', 'Bad Request', detail)

const context = [
  'https://geojson.org/geojson-ld/geojson-context.jsonld',
  {
    '@version': '1.1',
    wx: 'https://api.weather.gov/ontology#',
    '@vocab': 'https://api.weather.gov/ontology#',
  },
]

interface ActiveAlert {
  feature: Record<string, unknown>
  endsAt: number
}

function alertsOf(id: string, entry: ProductEntry, products: OfficeProducts): ActiveAlert[] {
  const { blocks } = products.open(entry)
  const own = blocks.find(({ zones }) => zones.some((other) => other.id === id))
  const advisories =
    own?.forecast.advisories.filter(({ hazard }) => hazard.kind !== 'small-craft-caution') ?? []
  return advisories.map(({ hazard, startsAt, endsAt }) => {
    const isSame = (other: Advisory): boolean =>
      other.hazard.kind === hazard.kind && other.startsAt === startsAt && other.endsAt === endsAt
    const sharing = blocks.filter(({ forecast }) => forecast.advisories.some(isSame))
    const zones = sharing.flatMap((block) => block.zones)
    const facts = { kind: hazard.kind, headline: hazard.text, startsAt, endsAt, zones, entry }
    return { feature: describeAlert(facts), endsAt }
  })
}
