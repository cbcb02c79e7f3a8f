// Local clocks, and how forecasts print them. Kept apart from the reading side on purpose: a slip in one must not be
// repeated by the other.
/** What a clock and a calendar on the spot show. */
export interface LocalTime {
  year: number
  /** 0 January … 11 December. */
  month: number
  day: number
  hour: number
  minute: number
  /** 0 Sunday … 6 Saturday. */
  weekday: number
}

const minuteMs = 60_000
const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const kept = formats.get(timeZone)
  if (kept) return kept
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    timeZoneName: 'short',
  })
  formats.set(timeZone, format)
  return format
}

/** What a clock in the zone shows at an instant. */
export function localTime(instant: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const number = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name))
  const [year, month, day] = [number('year'), number('month') - 1, number('day')]
  const weekday = new Date(Date.UTC(year, month, day)).getUTCDay()
  return { year, month, day, hour: number('hour'), minute: number('minute'), weekday }
}

/** The instant at which the zone's clock shows `hour` on the local day that lies `days` after the day of `instant`. */
export function atLocalHour(instant: number, days: number, hour: number, timeZone: string): number {
  const { year, month, day } = localTime(instant, timeZone)
  const wall = Date.UTC(year, month, day, hour) + days * dayMs
  const guess = wall - offsetMs(wall, timeZone)
  return wall - offsetMs(guess, timeZone)
}

function offsetMs(instant: number, timeZone: string): number {
  const { year, month, day, hour, minute } = localTime(instant, timeZone)
  return Date.UTC(year, month, day, hour, minute) - Math.floor(instant / minuteMs) * minuteMs
}

// Zones for which English names give only an offset.
const letters: Record<string, string> = {
  'Pacific/Guam': 'CHST',
  'Pacific/Saipan': 'CHST',
  'Pacific/Pago_Pago': 'SST',
  'Pacific/Palau': 'PALT',
  'Pacific/Yap': 'YAPT',
  'Pacific/Chuuk': 'CHUT',
  'Pacific/Pohnpei': 'PONT',
  'Pacific/Kosrae': 'KOST',
  'Pacific/Majuro': 'MHT',
  'Pacific/Wake': 'MHT',
}

/** The letters that forecasts print for a zone at an instant: `EST`, `AKDT`, `CHST`. */
export function zoneLetters(instant: number, timeZone: string): string {
  const named = letters[timeZone]
  if (named) return named
  const parts = formatOf(timeZone).formatToParts(instant)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
}

/** The days in the order of `LocalTime.weekday`. */
export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** An issuance line: `757 AM EDT Thu Sep 24 2026`. */
export function issuanceLine(instant: number, timeZone: string): string {
  const { year, month, day, hour, minute, weekday } = localTime(instant, timeZone)
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
  const dayName = weekdays[weekday]?.slice(0, 3)
  return `${clock} ${zoneLetters(instant, timeZone)} ${dayName} ${months[month]} ${day} ${year}`
}

/** Day, hour and minute in UTC, as UGC and WMO lines print them. */
export function dayHourMinute(instant: number): string {
  const date = new Date(instant)
  return [date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()]
    .map((number) => String(number).padStart(2, '0'))
    .join('')
}

/** An instant as answers print it: whole seconds, UTC. */
export const isoInstant = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')
