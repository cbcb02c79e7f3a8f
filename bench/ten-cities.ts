// How many of ten new places does one request find, with default settings, when every geocoder holds callers to its real
// limits and takes 300 ms? The sandbox plays them over sockets; nothing is cached, and nothing is asked twice.

import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { systemClock } from '../src/core/clock.ts'
import { report } from './support/report.ts'
import { printTable } from './support/table.ts'
import { startTarget } from './support/target.ts'

const cities = [
  'Reykjavik',
  'Vien',
  'Zadar',
  'Venice',
  'Wrocław',
  'Bolognia',
  'Berlin',
  'Słubice',
  'New York',
  'Dehli',
]

interface Answer {
  data: { places: unknown[] }
  parts: { provider: string; status: string }[]
  meta: { tookMs: number }
}

const sandbox = await serveSandbox({ clock: systemClock, latencyMs: 300, limited: true })
const service = await startTarget('service', { environment: sandboxUrls(sandbox.url) })
const query = cities.map((city) => `place=${encodeURIComponent(city)}`).join('&')
const rows = []
for (const label of ['new', 'asked again at once']) {
  const response = await fetch(`${service.url}/v1/geocode?${query}`)
  const { data, parts, meta } = (await response.json()) as Answer
  const providers = Map.groupBy(
    parts.filter(({ status }) => status !== 'failed'),
    ({ provider }) => provider,
  )
  if (rows.length === 0) {
    report('ten new world cities in one request: found', data.places.length, { min: 10, digits: 0 })
    report('ten new world cities in one request: took', meta.tookMs, { digits: 0, unit: ' ms' })
  }
  rows.push({
    request: label,
    found: `${data.places.length} of ${cities.length}`,
    'took ms': meta.tookMs.toFixed(0),
    'found by': [...providers].map(([provider, { length }]) => `${provider} ${length}`).join(', '),
  })
}
printTable('ten new world cities: default settings, real limits, 300 ms', rows)
await service.stop()
await sandbox.close()
