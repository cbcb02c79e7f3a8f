// A marine text product, read in steps that each do one thing: lines, envelope, blocks, headlines and periods, tokens,
// phrases, typed values. Every step is pure, and none looks back, so a product costs time in proportion to its length.
import type { Hazard, ParsedBlock, ParsedProduct } from '../schema.ts'
import { nextDayHourMinute } from './day-of-month.ts'
import type { Clock } from './day-time.ts'
import { type Envelope, readEnvelope, sentAt } from './envelope.ts'
import { hazardKind } from './hazard-kind.ts'
import { readHazardTimes } from './hazard-times.ts'
import { offsetsOf } from './local-time.ts'
import { normalise } from './normalise.ts'
import { openingBlock } from './opening-block.ts'
import { resolvePeriodTimes } from './period-times.ts'
import { type Body, readBody } from './read-body.ts'
import { readPeriodText } from './read-period-text.ts'
import { type RawBlock, splitBlocks } from './split-blocks.ts'

/** What a caller knows that a text does not say. */
export interface ParseOptions {
  /** Is this id in the catalogue? Ids that only a range implies are dropped when not; default: all are kept. */
  knows?: (zoneId: string) => boolean
  /** IANA zone of a marine zone; null or absent: the printed offset is used. */
  timeZoneOf?: (zoneId: string) => string | null
  /** Adds `spans` to every period. */
  spans?: boolean
  /** Epoch ms, used only when a text prints no date at all (no `Expires` line, no issuance line). */
  reference?: number
}

// What ranges like ANZ000>999 may add to one product; all zones there are number about 700.
const impliedZones = 20_000

/** Reads any NWS marine text product; never throws, and a text without a readable block gives `blocks: []`. */
export function parseProduct(text: string, options: ParseOptions = {}): ParsedProduct {
  const lines = normalise(text)
  const envelope = readEnvelope(lines)
  const blocks = splitBlocks(lines, { knows: options.knows, budget: impliedZones })
  const opening = openingBlock(lines, envelope, blocks.length > 0)
  if (opening !== null) blocks.unshift(opening)
  const read = blocks.map((block) => ({
    block,
    body: readBody(block.lines, { zones: block.ugc?.zones.length ?? 0, hasPeriods: block.ugc !== null }),
  }))
  const first = read.find(({ body }) => body.issuance !== null)?.body.issuance ?? null
  const issued = envelope.issuance?.at ?? first?.at ?? sentAt(envelope, options.reference)
  return {
    product: {
      wmo: envelope.wmo,
      awips: envelope.awips,
      office: envelope.office,
      issuedAt: isoOf(issued),
      corrected: envelope.corrected,
    },
    blocks: read.map(({ block, body }) => blockOf(block, body, envelope, issued, options)),
  }
}

function blockOf(
  block: RawBlock,
  body: Body,
  envelope: Envelope,
  productIssued: number | null,
  options: ParseOptions,
): ParsedBlock {
  const zones = block.ugc?.zones ?? []
  const issuance = body.issuance ?? envelope.issuance
  const issuedAt = issuance?.at ?? productIssued
  const clock = issuedAt === null ? null : clockOf(issuedAt, issuance?.offsetMinutes ?? null, zones, options)
  const times = resolvePeriodTimes(
    body.periods.map((period) => period.name),
    clock,
  )
  return {
    ugc: block.ugc?.text ?? null,
    zones,
    names: body.names,
    issuedAt: isoOf(issuedAt),
    expiresAt: isoOf(expiryOf(block, issuedAt)),
    kind: kindOf(body),
    vtec: body.vtec,
    headlines: body.headlines,
    hazards: hazardsOf(body.headlines, clock),
    synopsis: body.synopsis,
    periods: body.periods.map(({ name, text }, index) => ({
      name,
      startsAt: isoOf(times[index]?.startsAt ?? null),
      endsAt: isoOf(times[index]?.endsAt ?? null),
      text,
      ...readPeriodText(text, options.spans === true),
    })),
    unparsed: body.unparsed,
  }
}

function expiryOf({ ugc }: RawBlock, issuedAt: number | null): number | null {
  return ugc === null || issuedAt === null ? null : nextDayHourMinute(ugc.expiryDigits, issuedAt)
}

// Without a printed offset and without a time zone no local hour can be told.
function clockOf(
  issuedAt: number,
  printed: number | null,
  zones: readonly string[],
  options: ParseOptions,
): Clock | null {
  let timeZone: string | null = null
  for (const zone of zones) {
    timeZone ??= options.timeZoneOf?.(zone) ?? null
    if (timeZone !== null) break
  }
  if (timeZone === null && printed === null) return null
  return { issuedAt, offsetAt: offsetsOf(timeZone, printed ?? 0) }
}

function hazardsOf(headlines: readonly string[], clock: Clock | null): Hazard[] {
  return headlines.flatMap((text) => {
    const kind = hazardKind(text)
    if (kind === null) return []
    const { from, until } = readHazardTimes(text, clock)
    return [{ kind, text, from: isoOf(from), until: isoOf(until) }]
  })
}

function kindOf(body: Body): ParsedBlock['kind'] {
  if (body.periods.length > 0) return 'forecast'
  return body.vtec.length > 0 || body.headlines.length > 0 ? 'warning' : 'synopsis'
}

function isoOf(instant: number | null): string | null {
  if (instant === null || !Number.isFinite(instant)) return null
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
