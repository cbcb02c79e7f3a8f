/** Minutes east of UTC at an instant. */
export type OffsetAt = (instant: number) => number

/** A day of the local calendar, counted from 1970-01-01. */
export type LocalDay = number

const minuteMs = 60_000
const dayMs = 86_400_000

// Creating a formatter or formatting an offset takes longer than parsing a whole bulletin, so both are cached: they depend only
// on the time zone database. A map that is full is cleared.
const formats = new Map<string, Intl.DateTimeFormat | null>()
const offsets = new Map<string, Map<LocalDay, number>>()

/** The offset of an IANA zone as a function of time; `fallback` for a zone that the platform does not know. */
export function offsetsOf(timeZone: string | null, fallback: number): OffsetAt {
  if (timeZone === null) return () => fallback
  let days = offsets.get(timeZone)
  if (days === undefined) {
    if (formatOf(timeZone) === null) return () => fallback
    days = new Map()
    offsets.set(timeZone, days)
  }
  const known = days
  const atMidnight = (day: LocalDay): number => {
    const kept = known.get(day)
    if (kept !== undefined) return kept
    if (known.size > 4_000) known.clear()
    const offset = askOffset(timeZone, day * dayMs, fallback)
    known.set(day, offset)
    return offset
  }
  return (instant) => {
    const day = Math.floor(instant / dayMs)
    const offset = atMidnight(day)
    return offset === atMidnight(day + 1) ? offset : askOffset(timeZone, instant, fallback)
  }
}

/** The local day on which an instant falls. */
export function localDay(instant: number, offsetAt: OffsetAt): LocalDay {
  return Math.floor((instant + offsetAt(instant) * minuteMs) / dayMs)
}

/** The instant at which the clocks of a local day show this many hours after midnight (24 and more: the next day). */
export function instantOf(day: LocalDay, hour: number, offsetAt: OffsetAt): number {
  const wall = day * dayMs + hour * 3_600_000
  const guess = wall - offsetAt(wall) * minuteMs
  // A guess on the other side of a daylight saving change is corrected once, by the offset in force there.
  return wall - offsetAt(guess) * minuteMs
}

/** 0 Sunday … 6 Saturday. */
export function weekday(day: LocalDay): number {
  return (((day + 4) % 7) + 7) % 7
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const kept = formats.get(timeZone)
  if (kept !== undefined) return kept
  if (formats.size > 500) formats.clear()
  let format: Intl.DateTimeFormat | null = null
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch {
    format = null
  }
  formats.set(timeZone, format)
  return format
}

function askOffset(timeZone: string, instant: number, fallback: number): number {
  const name = formatOf(timeZone)
    ?.formatToParts(instant)
    .find((part) => part.type === 'timeZoneName')?.value
  const found = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name ?? '')
  if (found === null) return fallback
  const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0)
  return found[1] === '-' ? -minutes : minutes
}
