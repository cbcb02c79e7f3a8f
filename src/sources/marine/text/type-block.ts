import type { Hazard, ParsedBlock } from '../schema.ts'
import type { Body, RawPeriod } from './body.ts'
import { nearestDayHourMinute } from './day-of-month.ts'
import type { Clock } from './day-time.ts'
import { hazardsNamed } from './hazard-kind.ts'
import { readHazardTimes } from './hazard-times.ts'
import type { Issuance } from './issuance.ts'
import { offsetsOf } from './local-time.ts'
import type { ParseOptions } from './parse-options.ts'
import { resolvePeriodTimes } from './period-times.ts'
import { printInstant } from './print-instant.ts'
import { type PeriodValues, readPeriodText } from './read-period-text.ts'
import type { RawBlock } from './split-blocks.ts'
import { isOver, readVtec } from './vtec.ts'

/** What the blocks of a product share. */
export interface ProductFacts {
  /** The heading's issuance line, for blocks that print none. */
  issuance: Issuance | null
  /** Is the product of a kind that warns, whatever its blocks print? */
  warns: boolean
  /** Is it of a kind whose periods are told in rows ("Surf height...2 feet"), which this grammar does not read? */
  tellsInRows: boolean
  /** When the product was issued, by whatever told it. */
  issuedAt: number | null
  options: ParseOptions
}

/** What the hazards of a block are told by. */
interface Told {
  issuedAt: number | null
  clock: Clock | null
  clockKey: string
}

interface PrintedTimes {
  startsAt: string | null
  endsAt: string | null
}

/** Turns the sorted lines of a product's blocks into typed ones. */
export class BlockTyper {
  private readonly facts: ProductFacts
  // The blocks of a product name the same periods and print the same headlines over and over.
  private readonly times = new Map<string, PrintedTimes[]>()
  private readonly hazards = new Map<string, Hazard[]>()

  constructor(facts: ProductFacts) {
    this.facts = facts
  }

  /** The typed block. */
  type(block: RawBlock, body: Body): ParsedBlock {
    const zones = block.ugc?.zones ?? []
    const issuance = body.hasUnreadableDate ? null : (body.issuance ?? this.facts.issuance)
    const issuedAt = body.hasUnreadableDate ? null : (issuance?.at ?? this.facts.issuedAt)
    const timeZone = this.timeZoneOf(zones)
    const printedOffset = issuance?.offsetMinutes ?? null
    const clock = clockOf(issuedAt, printedOffset, timeZone)
    const clockKey = `${issuedAt}|${printedOffset}|${timeZone}|`
    const nameless = this.namelessPeriods(block, body)
    const rawPeriods = nameless.length > 0 ? nameless : body.periods
    const times = this.timesOf(rawPeriods, clock, clockKey)
    return {
      ugc: block.ugc?.text ?? null,
      zones,
      names: body.names,
      // A head that is cut short may have printed a date of its own.
      issuedAt: body.isHeadOpen && body.issuance === null ? null : printInstant(issuedAt),
      expiresAt: printInstant(expiryOf(block, issuedAt)),
      kind: kindOf(body, rawPeriods, this.facts.warns),
      vtec: body.vtec,
      headlines: body.headlines,
      hazards: this.hazardsOf(body, { issuedAt, clock, clockKey }),
      synopsis: body.synopsis,
      periods: rawPeriods.map((period, index) => this.periodOf(period, times[index])),
      unparsed: body.unparsed.filter((text) => !nameless.some((period) => period.text === text)),
    }
  }

  // "Combined seas 6 to 8 ft. Bar conditions moderate.": a forecast of a bar has no names of periods.
  private namelessPeriods(
    { ugc, isOpen }: RawBlock,
    { periods, synopsis, vtec, unparsed }: Body,
  ): RawPeriod[] {
    const mayHold = ugc !== null && periods.length === 0 && synopsis === null && vtec.length === 0
    if (!mayHold || this.facts.warns || this.facts.tellsInRows) return []
    return unparsed.flatMap((text) => {
      const { wind, seas, waveDetail } = readPeriodText(text, { isOpen })
      return wind.length + seas.length + waveDetail.length > 0 ? [{ name: '', text, isOpen }] : []
    })
  }

  private periodOf(
    { name, text, isOpen }: RawPeriod,
    times: PrintedTimes | undefined,
  ): ParsedBlock['periods'][number] {
    const { options, tellsInRows } = this.facts
    const values = tellsInRows
      ? untyped(text)
      : readPeriodText(text, { spans: options.spans === true, isOpen })
    const { wind, seas, waveDetail, visibilityNm, weather, unparsed, spans } = values
    const startsAt = times?.startsAt ?? null
    const endsAt = times?.endsAt ?? null
    const period = { name, startsAt, endsAt, text, wind, seas, waveDetail, visibilityNm, weather, unparsed }
    return spans === undefined ? period : { ...period, spans }
  }

  private timesOf(periods: Body['periods'], clock: Clock | null, clockKey: string): PrintedTimes[] {
    if (clock === null) return []
    const isOpen = periods.at(-1)?.isOpen === true
    const names = periods.map(({ name }) => name)
    const key = `${clockKey}${isOpen}|${names.join('|')}`
    let times = this.times.get(key)
    if (times === undefined) {
      times = resolvePeriodTimes(names, clock, isOpen).map(({ startsAt, endsAt }) => ({
        startsAt: printInstant(startsAt),
        endsAt: printInstant(endsAt),
      }))
      this.times.set(key, times)
    }
    return times
  }

  // What VTEC codes is exact, so headlines count only where there is none; a caution has no code.
  private hazardsOf({ vtec, headlines }: Body, told: Told): Hazard[] {
    const named = headlines.flatMap((text) => this.hazardsIn(text, told).map((hazard) => ({ ...hazard })))
    const coded = vtec.flatMap((code) => {
      const read = readVtec(code)
      return read === null ? [] : [{ ...read, code }]
    })
    if (coded.length === 0) return named
    const left = named.slice()
    const hazards = coded.flatMap((vtec): Hazard[] => {
      if (isOver(vtec, told.issuedAt)) return []
      const { kind, code } = vtec
      // The first headline of the kind that no other code has taken; without one the code is all that names the hazard.
      const at = left.findIndex((hazard) => hazard.kind === kind)
      const headline = at < 0 ? named.find((hazard) => hazard.kind === kind) : left.splice(at, 1)[0]
      const text = headline?.text ?? code
      return [{ kind, text, from: printInstant(vtec.from), until: printInstant(vtec.until) }]
    })
    return [...hazards, ...named.filter(({ kind }) => kind === 'small-craft-caution')]
  }

  private hazardsIn(text: string, { clock, clockKey }: Told): Hazard[] {
    const key = clockKey + text
    let hazards = this.hazards.get(key)
    if (hazards === undefined) {
      hazards = hazardsNamed(text).map(({ kind, words }) => {
        const { from, until } = readHazardTimes(words, clock)
        return { kind, text, from: printInstant(from), until: printInstant(until) }
      })
      this.hazards.set(key, hazards)
    }
    return hazards
  }

  private timeZoneOf(zones: readonly string[]): string | null {
    for (const zone of zones) {
      const timeZone = this.facts.options.timeZoneOf?.(zone) ?? null
      if (timeZone !== null) return timeZone
    }
    return null
  }
}

function untyped(text: string): PeriodValues {
  const unparsed = text === '' ? [] : [text]
  return { wind: [], seas: [], waveDetail: [], visibilityNm: null, weather: [], unparsed }
}

// Without a printed offset and without a time zone no local hour can be told.
function clockOf(issuedAt: number | null, printed: number | null, timeZone: string | null): Clock | null {
  if (issuedAt === null || (timeZone === null && printed === null)) return null
  return { issuedAt, offsetAt: offsetsOf(timeZone, printed ?? 0) }
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
