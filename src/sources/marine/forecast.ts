import type { ZoneRecord } from './catalogue/read-zones.ts'
import { toZone } from './catalogue/zones.ts'
import type { Advisory, Forecast, Zone } from './schema.ts'
import type { MarineText } from './zone-texts.ts'

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
    periods,
    raw: raw ? text.raw : null,
  }
}

/** How a forecast of a text was made. */
interface Shown {
  record: ZoneRecord
  marineTextUrl: string
  raw: boolean
  expired: boolean
  forecast: Forecast
}

const shown = new WeakMap<MarineText, { end: number; forecasts: Shown[] }>()

/**
 * The forecast of a zone as `toForecast` makes it, and the same object for the same text until it expires: what is written
 * of it is kept by that.
 */
export function forecastOf(
  record: ZoneRecord,
  text: MarineText,
  { now, raw, marineTextUrl }: { now: number; raw: boolean; marineTextUrl: string },
): Forecast {
  let known = shown.get(text)
  if (!known) {
    known = { end: endOf(text) ?? Number.POSITIVE_INFINITY, forecasts: [] }
    shown.set(text, known)
  }
  const expired = known.end <= now
  const before = known.forecasts.find(
    (one) =>
      one.raw === raw &&
      one.expired === expired &&
      one.record === record &&
      one.marineTextUrl === marineTextUrl,
  )
  if (before) return before.forecast
  const forecast = toForecast(toZone(record, marineTextUrl), text, { now, raw })
  known.forecasts.push({ record, marineTextUrl, raw, expired, forecast })
  return forecast
}

const advisories = new WeakMap<Forecast, Advisory>()

/** What of a forecast is in effect in its zone; the same object for the same forecast. */
export function advisoryOf(forecast: Forecast): Advisory {
  let advisory = advisories.get(forecast)
  if (!advisory) {
    advisory = toAdvisory(forecast)
    advisories.set(forecast, advisory)
  }
  return advisory
}

/** What of a forecast is in effect in its zone. */
export function toAdvisory({ zone, advisory, headlines, hazards, expiresAt, expired }: Forecast): Advisory {
  return { zone: { id: zone.id, name: zone.name }, advisory, headlines, hazards, expiresAt, expired }
}

/** The end that a text gives itself, in epoch ms; null where it gives none. */
export const endOf = ({ expiresAt }: Pick<MarineText, 'expiresAt'>): number | null =>
  expiresAt === null ? null : Date.parse(expiresAt)

/** Whether a text's own expiry is past. */
export function isExpired(text: Pick<MarineText, 'expiresAt'>, now: number): boolean {
  const end = endOf(text)
  return end !== null && end <= now
}
