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
