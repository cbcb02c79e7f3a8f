import { Hono } from 'hono'
import { seeded } from '../random.ts'
import type { SandboxEnv } from '../sandbox.ts'
import { findSandboxPlace } from './find-place.ts'

/** Simulates Open-Meteo's geocoder: names only, no `results` without a match, empty fields omitted. */
export function createOpenMeteo(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/v1/search', (c) => {
    const name = c.req.query('name')
    if (name === undefined) return c.json({ error: true, reason: "Parameter 'name' is required." }, 400)
    const place = name.length > 1 && !name.includes(',') ? findSandboxPlace(name) : null
    const generationtime_ms = 0.5
    if (!place) return c.json({ generationtime_ms })
    const random = seeded('geonames', place.name, place.country)
    const result = {
      id: random.int(100_000, 9_999_999),
      name: place.name,
      latitude: place.lat,
      longitude: place.lon,
      elevation: random.int(0, 90),
      feature_code: place.kind === 'city' ? 'PPLA' : 'PPL',
      country_code: place.countryCode.toUpperCase(),
      population: random.int(2_000, 2_000_000),
      country: place.country,
      ...(place.region !== '' && { admin1: place.region }),
    }
    return c.json({ results: [result], generationtime_ms })
  })
  return app
}
