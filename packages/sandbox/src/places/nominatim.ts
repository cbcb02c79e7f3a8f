import { Hono } from 'hono'
import { seeded } from '../random.ts'
import type { SandboxEnv } from '../sandbox.ts'
import { findSandboxPlace } from './find-place.ts'
import type { SandboxPlace } from './place.ts'

/** Simulates Nominatim's search: a list of matches with coordinates as strings; HTML for callers without a User-Agent. */
export function createNominatim(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/search', (c) => {
    const agent = c.req.header('user-agent') ?? ''
    if (agent === '' || defaultAgents.test(agent)) return c.html(blockedPage, 403)
    const format = c.req.query('format') ?? 'jsonv2'
    const question = c.req.query('q')?.trim() ?? ''
    if (question === '') return c.json({ error: { code: 400, message: 'Nothing to search for.' } }, 400)
    const place = findSandboxPlace(question)
    const isDetailed = c.req.query('addressdetails') === '1'
    return c.json(place ? [describe(place, format, isDetailed)] : [], 200, {
      'access-control-allow-origin': '*',
    })
  })
  return app
}

// The usage policy refuses what libraries send by themselves.
const defaultAgents = /^(node|undici)$/i

function describe(place: SandboxPlace, format: string, isDetailed: boolean): Record<string, unknown> {
  const { name, region, country, countryCode, lat, lon, kind } = place
  const random = seeded('osm', name, country)
  const span = kind === 'city' ? 0.16 : 0.04
  const category = kind === 'harbour' ? 'natural' : 'boundary'
  return {
    place_id: random.int(10_000_000, 399_999_999),
    licence: 'Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright',
    osm_type: kind === 'harbour' ? 'node' : 'relation',
    osm_id: random.int(10_000, 19_999_999),
    lat: lat.toFixed(7),
    lon: lon.toFixed(7),
    ...(format === 'json' ? { class: category } : { category }),
    type: kind === 'harbour' ? 'bay' : 'administrative',
    ...(format === 'json' ? {} : { place_rank: kind === 'city' ? 16 : 18 }),
    importance: 0.4 + random.next() / 2,
    addresstype: kind === 'harbour' ? 'bay' : kind,
    name,
    display_name: [name, region, country].filter((piece, index) => index === 0 || piece !== '').join(', '),
    ...(isDetailed ? { address: { [kind]: name, state: region, country, country_code: countryCode } } : {}),
    boundingbox: [lat - span, lat + span, lon - span, lon + span].map((degrees) => degrees.toFixed(7)),
  }
}

const blockedPage = `<html>
<head><title>Access blocked</title></head>
<body>
<h1>Access blocked</h1>
<p>Bandwidth limit exceeded, or no identifying User-Agent was sent. See the usage policy.</p>
</body>
</html>
`
