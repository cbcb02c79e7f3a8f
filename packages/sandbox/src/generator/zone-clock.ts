import type { ForecastZone } from './forecast-zone.ts'

// The catalogue gives no zone to offshore waters: their offices write in their own time.
const officeZones: Record<string, string> = {
  ONA: 'America/New_York',
  NH2: 'America/New_York',
  ONP: 'America/Los_Angeles',
}

// Offices with waters on the other side of a time zone print both clocks there.
const officeHome: Record<string, string> = { TAE: 'America/New_York', IWX: 'America/Detroit' }

/** The time zone in which the forecast of a zone is written. */
export const clockOf = ({ office, timeZone }: ForecastZone): string =>
  officeZones[office] ?? timeZone ?? 'America/New_York'

/** The time zone that the office of a zone lives in. */
export const homeClockOf = (zone: ForecastZone): string => officeHome[zone.office] ?? clockOf(zone)

/** The clocks of an issuance line: the office's, and the zone's where it is another. */
export function clocksOf(zone: ForecastZone): [string] | [string, string] {
  const own = clockOf(zone)
  const home = homeClockOf(zone)
  return home === own ? [own] : [home, own]
}
