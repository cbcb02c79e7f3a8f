import { typePeriod } from 'nws-marine'
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

/** The expiry that a text states, in epoch ms; null if it states none. */
export const endOf = ({ expiresAt }: Pick<MarineText, 'expiresAt'>): number | null =>
  expiresAt === null ? null : Date.parse(expiresAt)

/** Whether the expiry that a text states has passed. */
export function isExpired(text: Pick<MarineText, 'expiresAt'>, now: number): boolean {
  const end = endOf(text)
  return end !== null && end <= now
}
