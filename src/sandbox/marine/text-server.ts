import { Hono } from 'hono'
import { textPath, zoneById } from '../../sources/marine/catalogue/zones.ts'
import { printZoneFile } from '../generator/print-zone-file.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import type { OfficeProducts } from './office-products.ts'

/** Plays the text server's marine folder: a file for every zone of the catalogue, an HTML page for every other path. */
export function createTextServer(products: OfficeProducts, { seed }: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('*', (c) => {
    const path = new URL(c.req.url).pathname.replace(/^.*?\/marine\//, '')
    const id = /([a-z]{3}\d{3})\.txt$/.exec(path)?.[1]?.toUpperCase() ?? ''
    if (textPath(id) !== path) return c.html(missingPage(new URL(c.req.url).pathname), 404)
    const text = zoneFile(id, products, seed)
    if (text === null) return c.html(missingPage(path), 404)
    return c.body(text.body, 200, {
      'content-type': 'text/plain; charset=UTF-8',
      'last-modified': new Date(text.issuedAt).toUTCString(),
    })
  })
  return app
}

function zoneFile(
  id: string,
  products: OfficeProducts,
  seed: number,
): { body: string; issuedAt: number } | null {
  const zone = zoneById(id)
  const entry = products.holding(id)
  if (!zone || !entry) return null
  const { issuedAt, expiresAt } = entry
  const block = products.open(entry).blocks.find(({ zones }) => zones.some((other) => other.id === id))
  if (!block) return null
  const body = printZoneFile({ seed, zone, issuedAt, expiresAt, block: block.forecast.block })
  return { body, issuedAt }
}

const missingPage = (path: string): string => `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL ${path.replace(/[<>&"]/g, '')} was not found on this server.</p>
</body></html>
`
