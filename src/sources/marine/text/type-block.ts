import type { Hazard, ParsedBlock } from '../schema.ts'
import { nextDayHourMinute } from './day-of-month.ts'
import type { Clock } from './day-time.ts'
import { hazardKind } from './hazard-kind.ts'
import { readHazardTimes } from './hazard-times.ts'
import type { Issuance } from './issuance.ts'
import { offsetsOf } from './local-time.ts'
import type { ParseOptions } from './parse-product.ts'
import { type PeriodTimes, resolvePeriodTimes } from './period-times.ts'
import type { Body } from './read-body.ts'
import { readPeriodText } from './read-period-text.ts'
import type { RawBlock } from './split-blocks.ts'

/** What the blocks of a product share. */
export interface ProductFacts {
  /** The heading's issuance line, for blocks that print none. */
  issuance: Issuance | null
  /** When the product was issued, by whatever told it. */
  issuedAt: number | null
  options: ParseOptions
}

/** Turns the sorted lines of a product's blocks into typed ones. */
export class BlockTyper {
  private readonly facts: ProductFacts
  // The blocks of a product name the same periods and the same instants over and over.
  private readonly printed = new Map<number, string>()
  private readonly times = new Map<string, PeriodTimes[]>()

  constructor(facts: ProductFacts) {
    this.facts = facts
  }

  /** An instant as RFC 3339 UTC to the second. */
  iso(instant: number | null): string | null {
    if (instant === null || !Number.isFinite(instant)) return null
    const known = this.printed.get(instant)
    if (known !== undefined) return known
    const text = `${new Date(instant).toISOString().slice(0, 19)}Z`
    this.printed.set(instant, text)
    return text
  }

  /** The typed block. */
  type(block: RawBlock, body: Body): ParsedBlock {
    const zones = block.ugc?.zones ?? []
    const issuance = body.issuance ?? this.facts.issuance
    const issuedAt = issuance?.at ?? this.facts.issuedAt
    const timeZone = this.timeZoneOf(zones)
    const printedOffset = issuance?.offsetMinutes ?? null
    const clock = clockOf(issuedAt, printedOffset, timeZone)
    const names = body.periods.map((period) => period.name)
    const times = this.timesOf(names, clock, `${issuedAt}|${printedOffset}|${timeZone}|${names.join('|')}`)
    return {
      ugc: block.ugc?.text ?? null,
      zones,
      names: body.names,
      issuedAt: this.iso(issuedAt),
      expiresAt: this.iso(expiryOf(block, issuedAt)),
      kind: kindOf(body),
      vtec: body.vtec,
      headlines: body.headlines,
      hazards: this.hazardsOf(body.headlines, clock),
      synopsis: body.synopsis,
      periods: body.periods.map(({ name, text }, index) => this.periodOf(name, text, times[index])),
      unparsed: body.unparsed,
    }
  }

  private periodOf(
    name: string,
    text: string,
    times: PeriodTimes | undefined,
  ): ParsedBlock['periods'][number] {
    const values = readPeriodText(text, this.facts.options.spans === true)
    const startsAt = this.iso(times?.startsAt ?? null)
    const endsAt = this.iso(times?.endsAt ?? null)
    const { wind, seas, waveDetail, visibilityNm, weather, unparsed, spans } = values
    const period = { name, startsAt, endsAt, text, wind, seas, waveDetail, visibilityNm, weather, unparsed }
    return spans === undefined ? period : { ...period, spans }
  }

  private timesOf(names: readonly string[], clock: Clock | null, key: string): PeriodTimes[] {
    const known = this.times.get(key)
    if (known !== undefined) return known
    const times = resolvePeriodTimes(names, clock)
    this.times.set(key, times)
    return times
  }

  private hazardsOf(headlines: readonly string[], clock: Clock | null): Hazard[] {
    return headlines.flatMap((text) => {
      const kind = hazardKind(text)
      if (kind === null) return []
      const { from, until } = readHazardTimes(text, clock)
      return [{ kind, text, from: this.iso(from), until: this.iso(until) }]
    })
  }

  private timeZoneOf(zones: readonly string[]): string | null {
    for (const zone of zones) {
      const timeZone = this.facts.options.timeZoneOf?.(zone) ?? null
      if (timeZone !== null) return timeZone
    }
    return null
  }
}

// Without a printed offset and without a time zone no local hour can be told.
function clockOf(issuedAt: number | null, printed: number | null, timeZone: string | null): Clock | null {
  if (issuedAt === null || (timeZone === null && printed === null)) return null
  return { issuedAt, offsetAt: offsetsOf(timeZone, printed ?? 0) }
}

function expiryOf({ ugc }: RawBlock, issuedAt: number | null): number | null {
  return ugc === null || issuedAt === null ? null : nextDayHourMinute(ugc.expiryDigits, issuedAt)
}

function kindOf(body: Body): ParsedBlock['kind'] {
  if (body.periods.length > 0) return 'forecast'
  return body.vtec.length > 0 || body.headlines.length > 0 ? 'warning' : 'synopsis'
}
