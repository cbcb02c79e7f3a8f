import { knowsZone, timeZoneOf } from './catalogue/zones.ts'
import type { ParsedProduct } from './schema.ts'
import { parseProduct } from './text/parse-product.ts'

/** Any marine text, parsed with the catalogue at hand; a decoder, so that a thread can do it. */
export const parseText = {
  name: 'marine/parse',
  decode: (body: string, input: unknown): ParsedProduct => {
    const { spans, reference } = input as { spans: boolean; reference: number }
    return parseProduct(body, { spans, reference, knows: knowsZone, timeZoneOf })
  },
}
