import { readProduct, type UntypedBlock } from 'nws-marine'
import { AppError } from '../../core/errors.ts'
import { knowsZone, timeZoneOf } from './catalogue/zones.ts'
import type { MarineText } from './schema.ts'

/** The texts of a product by zone id. A plain object, because it is measured for the cache and transferred between threads. */
export type ZoneTexts = Readonly<Record<string, MarineText>>

/**
 * Reads the forecast of every zone in a text; a synopsis with a zone id of its own applies to all zones below it. Throws
 * `upstream_invalid` for HTML and for a text without a forecast. `reference` (epoch ms) dates a text that prints no date.
 */
export function readZoneTexts(text: string, reference: number | undefined): ZoneTexts {
  if (isHtml.test(text.slice(0, 500)))
    throw new AppError('upstream_invalid', 'HTML instead of a forecast text')
  const { product, blocks } = readProduct(text, {
    knows: knowsZone,
    timeZoneOf,
    ...(reference !== undefined && Number.isFinite(reference) && { reference }),
  })
  const texts: Record<string, MarineText> = {}
  let synopsis = blocks.find(({ block }) => isSynopsis(block))?.block.synopsis ?? null
  for (const { block, text: printed, isOpen } of blocks) {
    if (isSynopsis(block)) synopsis = block.synopsis
    if (block.periods.length === 0) continue
    const read: MarineText = {
      issuedAt: block.issuedAt ?? product.issuedAt,
      expiresAt: block.expiresAt,
      headlines: block.headlines,
      synopsis: filled(block.synopsis) ?? filled(synopsis),
      hazards: block.hazards,
      periods: block.periods,
      raw: `${block.ugc}\n${printed.trimEnd()}\n${isOpen ? '' : '\n$$\n'}`,
    }
    // If a zone occurs twice, the first one counts: the second is an outlook or a repetition.
    for (const zone of block.zones) texts[zone] ??= read
  }
  if (Object.keys(texts).length === 0) {
    throw new AppError('upstream_invalid', 'the text has no forecast of any zone')
  }
  return texts
}

const isHtml = /^\s*(?:<!doctype html|<html|<\?xml|<head|<body)/i

const isSynopsis = ({ synopsis, periods }: UntypedBlock): boolean => synopsis !== null && periods.length === 0

const filled = (text: string | null): string | null => (text === null || text === '' ? null : text)
