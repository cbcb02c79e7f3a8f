// One working request for each route of the service, so that a law can be checked on all of them. The list of routes comes from
// the app itself. A route of a feature that has no request here is asked with the examples of its reference, any other without
// a request fails the test that uses them.
import type { App } from '../../src/http/app-env.ts'

export interface RouteRequest {
  method: string
  /** With its query; `{job}` stands for the id of a job, `{sandbox}` for the address of the sandbox. */
  path: string
  headers?: Record<string, string>
  body?: string
  /** Whether the answer is a stream that lasts as long as its upstreams do. */
  streams?: true
}

const stream = { accept: 'text/event-stream' }
const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const call = { name: 'geocode', arguments: { place: ['Annapolis, MD'] } }

const requests: Record<string, Omit<RouteRequest, 'method'>> = {
  'GET /v1/briefing': { path: '/v1/briefing?place=38.97,-76.49', headers: stream, streams: true },
  'GET /v1/geocode': { path: '/v1/geocode?place=Annapolis', headers: stream, streams: true },
  'GET /v1/marine/forecasts': { path: '/v1/marine/forecasts?zones=ANZ532', headers: stream, streams: true },
  'GET /v1/marine/advisories': { path: '/v1/marine/advisories?zones=ANZ531', headers: stream, streams: true },
  'GET /v1/marine/search': { path: '/v1/marine/search?q=kt&zones=ANZ533', headers: stream, streams: true },
  'GET /v1/marine/zones': { path: '/v1/marine/zones?limit=500' },
  'GET /v1/marine/zones/:zone': { path: '/v1/marine/zones/ANZ532' },
  'POST /v1/marine/parse': {
    path: '/v1/marine/parse',
    headers: { 'content-type': 'text/plain' },
    body: 'FZUS51 KLWX 201200\nCWFLWX\n',
  },
  'GET /v1/pages': { path: '/v1/pages?url={sandbox}/pages/harbour', headers: stream, streams: true },
  'GET /v1/reddit/top': { path: '/v1/reddit/top?subreddits=sailing', headers: stream, streams: true },
  'POST /v1/jobs': { path: '/v1/jobs', headers: json, body: '{"kind":"geocode","places":["Norfolk, VA"]}' },
  'GET /v1/jobs': { path: '/v1/jobs' },
  'GET /v1/jobs/:id': { path: '/v1/jobs/{job}' },
  'DELETE /v1/jobs/:id': { path: '/v1/jobs/{job}' },
  'GET /v1/jobs/:id/events': { path: '/v1/jobs/{job}/events', streams: true },
  'ALL /mcp': {
    path: '/mcp',
    headers: json,
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }),
  },
  'GET /v1/sources': { path: '/v1/sources' },
  'DELETE /v1/cache': { path: '/v1/cache?source=marine' },
  'GET /metrics': { path: '/metrics' },
  'GET /status': { path: '/status' },
  'GET /healthz': { path: '/healthz' },
  'GET /readyz': { path: '/readyz' },
  'GET /problems': { path: '/problems' },
  'GET /problems/:code': { path: '/problems/deadline' },
  'GET /openapi.json': { path: '/openapi.json' },
  'GET /docs': { path: '/docs' },
  'GET /': { path: '/?place=38.97,-76.49&subreddits=sailing', streams: true },
  'GET /jobs': { path: '/jobs' },
  'POST /jobs': { path: '/jobs', headers: form, body: 'kind=geocode&places=Norfolk' },
  'GET /jobs/:id': { path: '/jobs/{job}' },
  'POST /jobs/:id/cancel': { path: '/jobs/{job}/cancel', headers: form, body: 'x=1' },
}

/** The routes of an app as `METHOD /path`; files of the pages, whose names are made, count as one. */
export function routesOf(app: Pick<App, 'routes'>): string[] {
  const named = app.routes
    .filter(({ method, path }) => method !== 'ALL' || path === '/mcp')
    .map(({ method, path }) => `${method} ${path}`)
  return [...new Set(named)]
}

/** A request for each route of the app. Throws when a route has none. */
export function everyRoute(app: App): (RouteRequest & { route: string })[] {
  return routesOf(app).map((route) => {
    const [method = '', path = ''] = route.split(' ')
    const file = path.startsWith('/assets/') ? { path: path.replace(':tile', '0-0') } : undefined
    const found = requests[route] ?? file ?? documented(app, method, path)
    if (!found) throw new Error(`no request for ${route} in test/support/every-route.ts`)
    return { route, method: method === 'ALL' ? 'POST' : method, ...found }
  })
}

/** A request with the examples of the parameters that it must have; undefined where the reference has no examples. */
function documented(app: App, method: string, path: string): Omit<RouteRequest, 'method'> | undefined {
  if (method !== 'GET' || path.includes(':')) return undefined
  const info = { title: '', version: '' }
  const { paths = {} } = app.getOpenAPI31Document({ openapi: '3.1.0', info })
  const parameters = (paths[path]?.get?.parameters ?? []) as Parameter[]
  const examples = parameters
    .filter((parameter) => parameter.required && parameter.in === 'query')
    .map(({ name, schema }) => [name, schema.examples?.[0] ?? ''])
  if (examples.length === 0) return undefined
  return { path: `${path}?${new URLSearchParams(examples)}`, headers: stream, streams: true }
}

interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: { examples?: readonly string[] }
}

/** The places in a path filled in. */
export const fill = (path: string, places: { job: string; sandbox: string }): string =>
  path.replace('{job}', places.job).replace('{sandbox}', places.sandbox)
