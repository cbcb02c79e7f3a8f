import { parseProduct } from 'nws-marine'
import { defineTask } from '../../pipeline/task.ts'
import { knowsZone, timeZoneOf } from './catalogue/zones.ts'
import type { ParsedProduct } from './schema.ts'

/** Parses any marine text, with the catalogue of zones; `reference` (epoch ms) dates a text that prints no date. */
export const parseText = defineTask<{ spans: boolean; reference: number }, ParsedProduct>({
  name: 'marine/parse',
  decode: (body, { spans, reference }) =>
    parseProduct(body, { spans, reference, knows: knowsZone, timeZoneOf }),
})
