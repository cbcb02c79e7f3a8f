import { Hono } from 'hono'
import { zoneById } from '../../sources/marine/catalogue/zones.ts'
import type { OfficeProducts } from '../marine/office-products.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import { type AlertFacts, describeAlert } from './describe-alert.ts'
import { problem } from './problem.ts'

/** Plays the active alerts: one for every hazard that a zone's forecast has in its headlines, zones with the same one together. */
export function createAlerts(products: OfficeProducts, { now }: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const answer = (ids: readonly string[]): Response => {
    const unknown = ids.find((id) => !/^[A-Z]{2}[CZ]\d{3}$/.test(id))
    if (unknown !== undefined)
      return badRequest(`Parameter "zone" is invalid: '${unknown.slice(0, 20)}' is no zone`)
    const features = new Map<string, Record<string, unknown>>()
    for (const id of ids) {
      for (const facts of alertsOf(id, products, now())) {
        const feature = describeAlert(facts)
        features.set(String(feature.id), feature)
      }
    }
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
    const stranger = Object.keys(c.req.query()).find((name) => !known.has(name))
    if (stranger !== undefined) return badRequest(`Query parameter "${stranger}" is not recognized`)
    const zones = c.req.queries('zone') ?? []
    return answer(zones.flatMap((list) => list.split(',')).filter((id) => id !== ''))
  })
  app.get('/active/zone/:id', (c) => answer([c.req.param('id')]))
  return app
}

const known = new Set(['zone', 'status', 'message_type', 'event', 'code', 'urgency', 'severity', 'certainty'])

const badRequest = (detail: string): Response => problem(400, 'BadRequest', 'Bad Request', detail)

const context = [
  'https://geojson.org/geojson-ld/geojson-context.jsonld',
  {
    '@version': '1.1',
    wx: 'https://api.weather.gov/ontology#',
    '@vocab': 'https://api.weather.gov/ontology#',
  },
]

function alertsOf(id: string, products: OfficeProducts, now: number): AlertFacts[] {
  const zone = zoneById(id)
  const entry = products.holding(id)
  if (!zone || !entry) return []
  const product = products.open(entry)
  const blockOf = product.blocks.find(({ zones }) => zones.some((other) => other.id === id))
  return (blockOf?.forecast.advisories ?? [])
    .filter(({ hazard, endsAt }) => endsAt > now && hazard.kind !== 'small-craft-caution')
    .map(({ hazard, startsAt, endsAt }) => {
      const isSame = (other: { hazard: { kind: string }; startsAt: number; endsAt: number }): boolean =>
        other.hazard.kind === hazard.kind && other.startsAt === startsAt && other.endsAt === endsAt
      const sharing = product.blocks.filter(({ forecast }) => forecast.advisories.some(isSame))
      return {
        kind: hazard.kind,
        headline: hazard.text,
        startsAt,
        endsAt,
        zones: sharing.flatMap(({ zones }) => zones),
        entry,
      }
    })
}
