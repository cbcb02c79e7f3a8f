import { type OffsetAt, zoneRules } from './zone-rules.ts'

/** A day of the local calendar, counted from 1970-01-01. */
export type LocalDay = number

const minuteMs = 60_000
const dayMs = 86_400_000

// Asking the platform takes longer than parsing a whole bulletin, so the offsets are cached: they depend only on the time zone
// database. A map that is full is cleared.
const zones = new Map<string, Zone | null>()

interface Zone {
  rules: OffsetAt
  midnights: Map<LocalDay, number>
}

/** The offset of an IANA zone as a function of time; `fallback` for a zone that the platform does not know. */
export function offsetsOf(timeZone: string | null, fallback: number): OffsetAt {
  const zone = timeZone === null ? null : zoneOf(timeZone)
  if (zone === null) return () => fallback
  const { rules, midnights } = zone
  const atMidnight = (day: LocalDay): number => {
    const kept = midnights.get(day)
    if (kept !== undefined) return kept
    if (midnights.size > 4_000) midnights.clear()
    const offset = rules(day * dayMs)
    midnights.set(day, offset)
    return offset
  }
  return (instant) => {
    const day = Math.floor(instant / dayMs)
    const offset = atMidnight(day)
    return offset === atMidnight(day + 1) ? offset : rules(instant)
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

function zoneOf(timeZone: string): Zone | null {
  const kept = zones.get(timeZone)
  if (kept !== undefined) return kept
  if (zones.size > 500) zones.clear()
  const zone = readZone(timeZone)
  zones.set(timeZone, zone)
  return zone
}

function readZone(timeZone: string): Zone | null {
  try {
    return { rules: zoneRules(timeZone), midnights: new Map() }
  } catch {
    return null
  }
}
