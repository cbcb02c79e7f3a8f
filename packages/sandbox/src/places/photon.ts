import { Hono } from 'hono'
import { seeded } from '../random.ts'
import type { SandboxEnv } from '../sandbox.ts'
import { findSandboxPlace } from './find-place.ts'
import type { SandboxPlace } from './place.ts'

const languages = ['default', 'en', 'de', 'fr']

/** Simulates Photon's search: a collection of features, longitude first; an unsupported language is answered with 400. */
export function createPhoton(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/api', (c) => {
    const { q = '', lang = 'default' } = c.req.query()
    if (q.trim() === '') return c.json({ message: "missing search term 'q'" }, 400)
    if (!languages.includes(lang)) return c.json({ message: `language ${lang} is not supported` }, 400)
    const place = findSandboxPlace(q)
    return c.json({ features: place ? [describe(place)] : [], type: 'FeatureCollection' })
  })
  return app
}

function describe({ name, region, country, countryCode, lat, lon, kind }: SandboxPlace): object {
  const random = seeded('photon', name, country)
  const span = kind === 'city' ? 0.16 : 0.04
  const isBay = kind === 'harbour'
  return {
    geometry: { coordinates: [lon, lat], type: 'Point' },
    type: 'Feature',
    properties: {
      osm_type: isBay ? 'N' : 'R',
      osm_id: random.int(10_000, 19_999_999),
      extent: [lon - span, lat + span, lon + span, lat - span],
      country,
      osm_key: isBay ? 'natural' : 'place',
      countrycode: countryCode.toUpperCase(),
      osm_value: isBay ? 'bay' : kind,
      name,
      ...(region !== '' && { state: region }),
      type: isBay ? 'locality' : 'city',
    },
  }
}
