import { typePeriod } from 'nws-marine'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import { toZone } from './catalogue/zones.ts'
import type { Advisory, Forecast, MarineText, Zone } from './schema.ts'

/** The forecast of a zone as it is served; `now` is epoch ms. */
export function toForecast(
  zone: Zone,
  text: MarineText,
  { now, raw }: { now: number; raw: boolean },
): Forecast {
  const { issuedAt, expiresAt, headlines, synopsis, hazards, periods } = text
  return {
    zone,
    issuedAt,
    expiresAt,
    expired: isExpired(text, now),
    advisory: headlines[0] ?? '',
    headlines,
    synopsis,
    hazards,
    periods: periods.map((period) => typePeriod(period)),
    raw: raw ? text.raw : null,
  }
}

/** The part of a zone's text that is in effect in the zone. */
export function toAdvisory(
  { id, name }: Pick<Zone, 'id' | 'name'>,
  text: Pick<MarineText, 'headlines' | 'hazards' | 'expiresAt'>,
  now: number,
): Advisory {
  const { headlines, hazards, expiresAt } = text
  return {
    zone: { id, name },
    advisory: headlines[0] ?? '',
    headlines,
    hazards,
    expiresAt,
    expired: isExpired(text, now),
  }
}

/** A value derived from a text, and the zone it is for. */
interface Made<Answer> {
  record: ZoneRecord
  expired: boolean
  /** The other inputs that it was derived from. */
  how: string
  answer: Answer
}

interface Kept {
  end: number
  forecasts: Made<Forecast>[]
  advisories: Made<Advisory>[]
}

const kept = new WeakMap<MarineText, Kept>()

function keptOf(text: MarineText): Kept {
  let known = kept.get(text)
  if (!known) {
    known = { end: endOf(text) ?? Number.POSITIVE_INFINITY, forecasts: [], advisories: [] }
    kept.set(text, known)
  }
  return known
}

function once<Answer>(
  made: Made<Answer>[],
  { record, expired, how }: Omit<Made<Answer>, 'answer'>,
  make: () => Answer,
): Answer {
  const before = made.find((one) => one.expired === expired && one.record === record && one.how === how)
  if (before) return before.answer
  const answer = make()
  made.push({ record, expired, how, answer })
  return answer
}

/** The forecast of a zone, the same object for the same text until it expires: its JSON is cached by identity. */
export function forecastOf(
  record: ZoneRecord,
  text: MarineText,
  { now, raw, marineTextUrl }: { now: number; raw: boolean; marineTextUrl: string },
): Forecast {
  const { end, forecasts } = keptOf(text)
  return once(forecasts, { record, expired: end <= now, how: `${raw} ${marineTextUrl}` }, () =>
    toForecast(toZone(record, marineTextUrl), text, { now, raw }),
  )
}

/**
 * The part of a text that is in effect in its zone, without typing its periods; the same object for the same text until it
 * expires.
 */
export function advisoryOf(record: ZoneRecord, text: MarineText, now: number): Advisory {
  const { end, advisories } = keptOf(text)
  return once(advisories, { record, expired: end <= now, how: '' }, () => toAdvisory(record, text, now))
}

/** The expiry that a text states, in epoch ms; null if it states none. */
export const endOf = ({ expiresAt }: Pick<MarineText, 'expiresAt'>): number | null =>
  expiresAt === null ? null : Date.parse(expiresAt)

/** Whether the expiry that a text states has passed. */
export function isExpired(text: Pick<MarineText, 'expiresAt'>, now: number): boolean {
  const end = endOf(text)
  return end !== null && end <= now
}
