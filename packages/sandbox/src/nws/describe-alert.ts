import { sameCodeOf } from '../../../../src/sources/marine/catalogue/zone-rules.ts'
import type { HazardKind } from '../../../../src/sources/marine/schema.ts'
import type { ForecastZone } from '../generator/forecast-zone.ts'
import { localTime, zoneLetters } from '../generator/local-time.ts'
import { officeNames } from '../generator/offices.ts'
import { clockOf } from '../generator/zone-clock.ts'
import type { ProductEntry } from '../marine/office-products.ts'
import { seeded, seededHex } from '../random.ts'

/** One hazard over the zones that share it. */
export interface AlertFacts {
  kind: HazardKind
  headline: string
  startsAt: number
  endsAt: number
  zones: readonly ForecastZone[]
  entry: ProductEntry
}

type Grade = [severity: string, certainty: string, urgency: string, phenomenon: string]

const grades: Partial<Record<HazardKind, Grade>> = {
  'small-craft-advisory': ['Minor', 'Likely', 'Expected', 'SC.Y'],
  'gale-watch': ['Moderate', 'Possible', 'Future', 'GL.A'],
  'gale-warning': ['Moderate', 'Likely', 'Expected', 'GL.W'],
  'storm-warning': ['Severe', 'Likely', 'Expected', 'SR.W'],
  'dense-fog-advisory': ['Minor', 'Likely', 'Expected', 'MF.Y'],
  'heavy-freezing-spray-warning': ['Severe', 'Likely', 'Expected', 'UP.W'],
}

/** An alert as a GeoJSON feature of the weather API, without geometry as all marine alerts are. */
export function describeAlert(facts: AlertFacts): Record<string, unknown> {
  const { kind, headline, startsAt, endsAt, zones, entry } = facts
  const [leader] = zones
  const timeZone = leader ? clockOf(leader) : 'UTC'
  const local = (instant: number): string => localIso(instant, timeZone)
  const [severity, certainty, urgency, phenomenon] = grades[kind] ?? ['Minor', 'Likely', 'Expected', 'SC.Y']
  const hex = seededHex(40, 'alert', entry.id, kind, startsAt, endsAt)
  const id = `urn:oid:2.49.0.1.840.0.${hex}.001.1`
  const url = `https://api.weather.gov/alerts/${id}`
  const event = titleCase(kind)
  const sender = `NWS ${officeNames[entry.office] ?? entry.office}`
  const names = zones.map(({ name }) => name)
  const vtecTime = (instant: number): string =>
    new Date(instant).toISOString().replace(/^..|[-:]|\d\d\.\d{3}/g, '')
  return {
    id: url,
    type: 'Feature',
    geometry: null,
    properties: {
      '@id': url,
      '@type': 'wx:Alert',
      id,
      areaDesc: names.join('; '),
      geocode: {
        SAME: zones.map((zone) => sameCodeOf(zone.id, zone.kind) ?? zone.id.slice(3).padStart(6, '0')),
        UGC: zones.map((zone) => zone.id),
      },
      affectedZones: zones.map((zone) => `https://api.weather.gov/zones/forecast/${zone.id}`),
      references: [],
      sent: local(entry.issuedAt),
      effective: local(entry.issuedAt),
      onset: local(startsAt),
      expires: local(Math.min(endsAt, entry.issuedAt + 8 * 3_600_000)),
      ends: local(endsAt),
      status: 'Actual',
      messageType: 'Alert',
      category: 'Met',
      severity,
      certainty,
      urgency,
      event,
      sender: 'w-nws.webmaster@noaa.gov',
      senderName: sender,
      headline: `${event} issued ${spoken(entry.issuedAt, timeZone)} until ${spoken(endsAt, timeZone)} by ${sender}`,
      description: `* WHAT...${event} conditions.\n\n* WHERE...${names.join(', ')}.\n\n* WHEN...Until ${spoken(endsAt, timeZone)}.\n\n* IMPACTS...Conditions will be hazardous to small craft.`,
      instruction:
        'Inexperienced mariners, especially those operating smaller\nvessels, should avoid navigating in these conditions.',
      response: 'Avoid',
      parameters: {
        AWIPSidentifier: [`MWW${entry.office}`],
        WMOidentifier: [
          `WHUS71 ${entry.heading.callSign} ${vtecTime(entry.issuedAt).slice(4, 11).replace('T', '')}`,
        ],
        NWSheadline: [headline],
        BLOCKCHANNEL: ['EAS', 'NWEM', 'CMAS'],
        VTEC: [
          `/O.NEW.${entry.heading.callSign}.${phenomenon}.${String(seeded(hex).int(1, 299)).padStart(4, '0')}.${vtecTime(startsAt)}-${vtecTime(endsAt)}/`,
        ],
        eventEndingTime: [local(endsAt)],
      },
      scope: 'Public',
      code: 'IPAWSv1.0',
      language: 'en-US',
      web: 'http://www.weather.gov',
      eventCode: { SAME: ['NWS'], NationalWeatherService: [`${phenomenon.replace('.', '')}`] },
    },
  }
}

const titleCase = (kind: HazardKind): string =>
  kind
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

const monthNames =
  'January February March April May June July August September October November December'.split(' ')

/** `November 20 at 3:03PM EST`. */
function spoken(instant: number, timeZone: string): string {
  const { month, day, hour, minute } = localTime(instant, timeZone)
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')}${hour < 12 ? 'AM' : 'PM'}`
  return `${monthNames[month]} ${day} at ${clock} ${zoneLetters(instant, timeZone)}`
}

function localIso(instant: number, timeZone: string): string {
  const { year, month, day, hour, minute } = localTime(instant, timeZone)
  const wall = Date.UTC(year, month, day, hour, minute)
  const offset = Math.round((wall - instant) / 60_000)
  const size = Math.abs(offset)
  const digits = [Math.floor(size / 60), size % 60].map((number) => String(number).padStart(2, '0')).join(':')
  return `${new Date(wall).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${digits}`
}
