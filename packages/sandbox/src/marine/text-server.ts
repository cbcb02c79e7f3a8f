import { Hono } from 'hono'
import { textPath, zoneById } from '../../../../src/sources/marine/catalogue/zones.ts'
import { printZoneFile } from '../generator/print-zone-file.ts'
import { createMemo } from '../memo.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import type { OfficeProducts, ProductEntry } from './office-products.ts'

/** Simulates the text server's marine folder: a file for every zone of the catalogue, an HTML page for every other path. */
export function createTextServer(products: OfficeProducts, { seed }: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const files = createMemo<ZoneFile | null>(1_000)
  app.get('*', (c) => {
    const path = new URL(c.req.url).pathname.replace(/^.*?\/marine\//, '')
    const id = /([a-z]{3}\d{3})\.txt$/.exec(path)?.[1]?.toUpperCase() ?? ''
    const entry = textPath(id) === path ? products.holding(id) : undefined
    const text = entry && files(`${entry.id} ${id}`, () => zoneFile(id, entry, products, seed))
    if (!text) return c.html(missingPage(new URL(c.req.url).pathname), 404)
    return c.body(text.body, 200, {
      'content-type': 'text/plain; charset=UTF-8',
      'last-modified': new Date(text.issuedAt).toUTCString(),
    })
  })
  return app
}

interface ZoneFile {
  body: string
  issuedAt: number
}

function zoneFile(id: string, entry: ProductEntry, products: OfficeProducts, seed: number): ZoneFile | null {
  const { issuedAt, expiresAt } = entry
  const zone = zoneById(id)
  const block = products.open(entry).blocks.find(({ zones }) => zones.some((other) => other.id === id))
  if (!zone || !block) return null
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
