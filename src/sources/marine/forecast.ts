import { typePeriod } from 'nws-marine'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import { toZone } from './catalogue/zones.ts'
import type { Advisory, Forecast, MarineText, Zone } from './schema.ts'

/** A zone's forecast as it is answered; `now` is epoch ms. */
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

/** What of a zone's text is in effect in its zone. */
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

/** What was made of a text, and for which zone. */
interface Made<Answer> {
  record: ZoneRecord
  expired: boolean
  /** What else it was made by. */
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

/**
 * The forecast of a zone as `toForecast` makes it, and the same object for the same text until it expires: what is written
 * of it is kept by that.
 */
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

/** What of a text is in effect in its zone, without typing its periods; the same object for the same text until it expires. */
export function advisoryOf(record: ZoneRecord, text: MarineText, now: number): Advisory {
  const { end, advisories } = keptOf(text)
  return once(advisories, { record, expired: end <= now, how: '' }, () => toAdvisory(record, text, now))
}

/** The end that a text gives itself, in epoch ms; null where it gives none. */
export const endOf = ({ expiresAt }: Pick<MarineText, 'expiresAt'>): number | null =>
  expiresAt === null ? null : Date.parse(expiresAt)

/** Whether a text's own expiry is past. */
export function isExpired(text: Pick<MarineText, 'expiresAt'>, now: number): boolean {
  const end = endOf(text)
  return end !== null && end <= now
}
