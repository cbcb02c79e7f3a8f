import { Hono } from 'hono'
import { seededHex } from '../random.ts'
import type { SandboxEnv } from '../sandbox.ts'
import { findSandboxPlace } from './find-place.ts'
import type { SandboxPlace } from './place.ts'

/** Simulates Google's geocoder: always status 200 with the outcome in the body; a missing key or the key `bad` is denied. */
export function createGoogle(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/maps/api/geocode/json', (c) => {
    const key = c.req.query('key') ?? ''
    if (key === '' || key === 'bad') {
      const message = key === '' ? 'You must use an API key.' : 'The provided API key is invalid.'
      return c.json({ error_message: message, results: [], status: 'REQUEST_DENIED' })
    }
    const question = c.req.query('address')?.trim() ?? ''
    if (question === '')
      return c.json({ error_message: 'Missing address.', results: [], status: 'INVALID_REQUEST' })
    if (key === 'spent') return c.json({ results: [], status: 'OVER_QUERY_LIMIT' })
    const place = findSandboxPlace(question)
    return c.json(
      place ? { results: [describe(place)], status: 'OK' } : { results: [], status: 'ZERO_RESULTS' },
    )
  })
  return app
}

function describe({ name, region, country, countryCode, lat, lon }: SandboxPlace): Record<string, unknown> {
  const box = (south: number, east: number): Record<string, unknown> => ({
    northeast: { lat: lat + south, lng: lon + east },
    southwest: { lat: lat - south, lng: lon - east },
  })
  return {
    address_components: [
      { long_name: name, short_name: name, types: ['locality', 'political'] },
      { long_name: region, short_name: region, types: ['administrative_area_level_1', 'political'] },
      { long_name: country, short_name: countryCode.toUpperCase(), types: ['country', 'political'] },
    ],
    formatted_address: [name, region, country].filter((piece) => piece !== '').join(', '),
    geometry: {
      bounds: box(0.1, 0.12),
      location: { lat, lng: lon },
      location_type: 'APPROXIMATE',
      viewport: box(0.1, 0.12),
    },
    place_id: `ChIJ${seededHex(23, 'google', name, country)}`,
    types: ['locality', 'political'],
  }
}
