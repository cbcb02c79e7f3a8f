// A forecast of one zone: first what is meant, then how it is typed. Pure: equal requests give equal forecasts.
import type { ForecastText } from '../../../../src/sources/marine/schema.ts'
import { type Random, seeded } from '../random.ts'
import { points, turned } from './compass.ts'
import type { ForecastZone } from './forecast-zone.ts'
import { type Advisory, planHeadlines } from './headlines.ts'
import { planLevels, planRegime } from './level.ts'
import { isoInstant, localTime } from './local-time.ts'
import { makePeriod } from './make-period.ts'
import { planPeriods } from './periods.ts'
import { printBlock } from './print-block.ts'
import { printZoneFile } from './print-zone-file.ts'
import { isSheltered, type Style, styleOf } from './style.ts'
import { planWeather } from './weather.ts'
import { clockOf, homeClockOf } from './zone-clock.ts'

/** What a forecast is made from. */
export interface ForecastRequest {
  seed: number
  zone: ForecastZone
  /** Epoch milliseconds; what is printed is cut to the minute. */
  issuedAt: number
  expiresAt: number
  /** All zones that share the text, in order of id; the zone alone when left out. */
  block?: readonly ForecastZone[]
}

/** A forecast as typed values and as text. */
export interface GeneratedForecast {
  /** What a correct reader finds in `text`. */
  values: ForecastText
  /** The zone's file as the text server sends it. */
  text: string
  /** The zone's block alone, from its UGC line to `$$`, as in the office's product. */
  block: string
  /** The hazards with the times they last. */
  advisories: Advisory[]
}

const minuteMs = 60_000
const lagoonOffices = new Set(['JAX', 'MLB', 'MFL'])

/** Makes the forecast of a zone, typed values and text. */
export function generateForecast(request: ForecastRequest): GeneratedForecast {
  const { seed, zone, block = [zone] } = request
  const issuedAt = Math.floor(request.issuedAt / minuteMs) * minuteMs
  const expiresAt = Math.floor(request.expiresAt / minuteMs) * minuteMs
  const leader = block[0] ?? zone
  const random = seeded('forecast', seed, leader.id, issuedAt)
  const timeZone = clockOf(leader)
  const style = styleOf(leader)
  // What an office writes about all of its waters at once is the same for each of them.
  const shared = [seed, leader.office, issuedAt]
  const slots = planPeriods(issuedAt, timeZone, style.fullDays, seeded('periods', ...shared))
  const regime = planRegime(seeded('regime', ...shared))
  const levels = planLevels(regime, slots.length, isSheltered(leader), random)
  const isFrosty = isCold(leader, issuedAt, timeZone)
  const weather = slots.map((slot) => planWeather(slot, style, isFrosty, random))
  const { headlines, advisories } = planHeadlines(
    {
      levels,
      slots,
      clock: { issuedAt, timeZone, home: homeClockOf(leader) },
      region: style.name,
      isFrosty,
      isFoggy: weather[0]?.visibilityNm?.max === 1,
      parts: shared,
    },
    random,
  )
  // An office's zones lie under the same weather, a little turned from one to the next.
  const prevailing = turned(seeded('prevailing', ...shared).pick(points), random.pick([0, 0, 1, -1]))
  const periods = slots.map((slot, index) =>
    makePeriod(
      {
        slot,
        level: levels[index] ?? 'light',
        from: turned(prevailing, Math.floor(index / 2)),
        weather: weather[index] ?? planWeather(slot, style, isFrosty, random),
        style,
        isSheltered: isSheltered(leader),
        areLagoonsNear: lagoonOffices.has(leader.office),
      },
      random,
    ),
  )
  const values: ForecastText = {
    issuedAt: isoInstant(issuedAt),
    expiresAt: isoInstant(expiresAt),
    headlines,
    synopsis: null,
    hazards: advisories.map(({ hazard }) => hazard),
    periods,
  }
  const printed = printBlock({
    zones: block,
    issuedAt,
    expiresAt,
    headlines,
    periods,
    trailer: trailerOf(style, random),
    hasBlankEnds: seeded('typing', leader.office).chance(0.4),
  })
  return {
    values,
    text: printZoneFile({ seed, zone: leader, issuedAt, expiresAt, block: printed }),
    block: printed,
    advisories,
  }
}

function isCold({ id }: ForecastZone, issuedAt: number, timeZone: string): boolean {
  const { month } = localTime(issuedAt, timeZone)
  const isWinter = month <= 2 || month >= 10
  return isWinter && (id.startsWith('PK') || id.startsWith('L'))
}

function trailerOf({ name }: Style, random: Random): string | null {
  if (name === 'lakes') return random.chance(0.4) ? 'Wave heights are for ice free areas.' : null
  if (name !== 'east' || random.chance(0.5)) return null
  return 'Winds and waves higher and visibilities lower in and near tstms.'
}
