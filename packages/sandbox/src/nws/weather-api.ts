import { Hono } from 'hono'
import type { ProductCode } from '../generator/heading.ts'
import { isoInstant } from '../generator/local-time.ts'
import type { OfficeProducts, ProductEntry } from '../marine/office-products.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import { createAlerts } from './alerts.ts'
import { problem } from './problem.ts'

/** Simulates the weather service's API as far as marine callers use it; every call requires a User-Agent. */
export function createWeatherApi(products: OfficeProducts, options: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.use(async (c, next) => {
    if (c.req.header('user-agent')) return next()
    return problem(
      403,
      'Forbidden',
      'Forbidden',
      'Please provide a User-Agent that identifies your application.',
    )
  })
  app.get('/products/types/:code/locations/:office', (c) => {
    const listed = products.list(c.req.param('code').toUpperCase(), c.req.param('office').toUpperCase())
    const headers = {
      'content-type': 'application/ld+json',
      'cache-control': 'public, max-age=30, s-maxage=30',
    }
    return c.body(JSON.stringify({ '@context': context, '@graph': listed.map(describe) }), 200, headers)
  })
  app.get('/products/:id', (c) => {
    const entry = products.byId(c.req.param('id'))
    if (!entry) return problem(404, 'NotFound', 'Not Found', 'No product with this id is kept.')
    const body = { '@context': context, ...describe(entry), productText: products.open(entry).text }
    const headers = { 'content-type': 'application/ld+json', 'cache-control': 'public, max-age=604800' }
    return c.body(JSON.stringify(body), 200, headers)
  })
  app.get('/zones/:type/:zone/forecast', () =>
    problem(
      404,
      'MarineForecastNotSupported',
      'Marine Forecast Not Supported',
      'Forecasts for marine areas are not yet supported by this API.',
    ),
  )
  app.route('/alerts', createAlerts(products, options))
  app.all('*', () => problem(404, 'NotFound', 'Not Found', 'No such resource.'))
  return app
}

const context = { '@version': '1.1', '@vocab': 'https://api.weather.gov/ontology#' }

const names: Record<ProductCode, string> = {
  CWF: 'Coastal Waters Forecast',
  NSH: 'Nearshore Marine Forecast',
  GLF: 'Great Lakes Forecast',
  OFF: 'Offshore Forecast',
}

const describe = ({ id, heading, issuedAt }: ProductEntry): Record<string, unknown> => ({
  '@id': `https://api.weather.gov/products/${id}`,
  id,
  wmoCollectiveId: heading.wmo,
  issuingOffice: heading.callSign,
  issuanceTime: isoInstant(issuedAt).replace('Z', '+00:00'),
  productCode: heading.code,
  productName: names[heading.code],
})
