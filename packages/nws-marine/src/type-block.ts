import { blockHazards } from './block-hazards.ts'
import { blockPeriods, type UntypedPeriod } from './block-periods.ts'
import type { Body, RawPeriod } from './body.ts'
import { nearestDayHourMinute } from './day-of-month.ts'
import type { Issuance } from './issuance.ts'
import type { ParseOptions } from './parse-options.ts'
import type { ParsedBlock } from './parsed.ts'
import { printInstant } from './print-instant.ts'
import { productClock } from './product-clock.ts'
import { readPeriodText } from './read-period-text.ts'
import type { RawBlock } from './split-blocks.ts'

/** What the blocks of a product share. */
export interface ProductFacts {
  /** The heading's issuance line, for blocks that print none. */
  issuance: Issuance | null
  /** When the product was issued, from any line that prints it. */
  issuedAt: number | null
  /** Is the product of a warning kind, whatever its blocks print? */
  warns: boolean
  /** Is it of a kind whose periods are tables ("Surf height...2 feet"), which this grammar does not read? */
  hasRows: boolean
  options: ParseOptions
}

/** A block, typed except for the texts of its periods. */
export type UntypedBlock = Omit<ParsedBlock, 'periods'> & { periods: UntypedPeriod[] }

/** Types the sorted lines of a block, up to its periods. */
export function typeBlock(block: RawBlock, body: Body, facts: ProductFacts): UntypedBlock {
  const zones = block.ugc?.zones ?? []
  const issuance = body.hasUnreadableDate ? null : (body.issuance ?? facts.issuance)
  const issuedAt = body.hasUnreadableDate ? null : (issuance?.at ?? facts.issuedAt)
  const clock = productClock(issuedAt, issuance?.offsetMinutes ?? null, timeZoneOf(zones, facts.options))
  const nameless = namelessPeriods(block, body, facts)
  const periods = nameless.length > 0 ? nameless : body.periods
  return {
    ugc: block.ugc?.text ?? null,
    zones,
    names: body.names,
    // A truncated head may have printed a date of its own.
    issuedAt: body.isHeadOpen && body.issuance === null ? null : printInstant(issuedAt),
    expiresAt: printInstant(expiryOf(block, issuedAt)),
    kind: kindOf(body, periods, facts.warns),
    vtec: body.vtec,
    headlines: body.headlines,
    hazards: blockHazards(body, clock),
    synopsis: body.synopsis,
    periods: blockPeriods(periods, clock, facts.hasRows),
    unparsed:
      nameless.length === 0
        ? body.unparsed
        : body.unparsed.filter((text) => !nameless.some((period) => period.text === text)),
  }
}

// "Combined seas 6 to 8 ft. Bar conditions moderate.": a bar forecast has no period names.
function namelessPeriods(
  { ugc, isOpen }: RawBlock,
  { periods, synopsis, vtec, unparsed }: Body,
  { warns, hasRows }: ProductFacts,
): RawPeriod[] {
  const mayHold = ugc !== null && periods.length === 0 && synopsis === null && vtec.length === 0
  if (!mayHold || warns || hasRows) return []
  return unparsed.flatMap((text) => {
    const { wind, seas, waveDetail } = readPeriodText(text, { isOpen })
    return wind.length + seas.length + waveDetail.length > 0 ? [{ name: '', text, isOpen }] : []
  })
}

function timeZoneOf(zones: readonly string[], options: ParseOptions): string | null {
  for (const zone of zones) {
    const timeZone = options.timeZoneOf?.(zone) ?? null
    if (timeZone !== null) return timeZone
  }
  return null
}

function expiryOf({ ugc }: RawBlock, issuedAt: number | null): number | null {
  return ugc === null || issuedAt === null ? null : nearestDayHourMinute(ugc.expiryDigits, issuedAt)
}

function kindOf(body: Body, periods: readonly RawPeriod[], warns: boolean): ParsedBlock['kind'] {
  if (periods.length > 0) return 'forecast'
  if (warns) return 'warning'
  if (body.synopsis !== null) return 'synopsis'
  return body.vtec.length > 0 || body.headlines.length > 0 ? 'warning' : 'synopsis'
}
