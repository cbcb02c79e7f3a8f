const dayMs = 86_400_000

// Texts repeat few dates and times, so both halves are cached; a map that is full is cleared. Formatting an instant with Date takes
// longer than reading the name of its period.
const dates = new Map<number, string>()
const times = new Map<number, string>()
const maxEntries = 4_000

/** An instant (epoch ms) as RFC 3339 UTC to the second; null for none. */
export function printInstant(instant: number | null): string | null {
  if (instant === null || !Number.isFinite(instant)) return null
  const day = Math.floor(instant / dayMs)
  return (dates.get(day) ?? dateOf(day)) + timeAt(Math.floor((instant - day * dayMs) / 1_000))
}

function dateOf(day: number): string {
  const date = new Date(day * dayMs).toISOString().slice(0, -'00:00:00.000Z'.length)
  if (dates.size > maxEntries) dates.clear()
  dates.set(day, date)
  return date
}

function timeAt(second: number): string {
  const known = times.get(second)
  if (known !== undefined) return known
  const time = `${new Date(second * 1_000).toISOString().slice('1970-01-01T'.length, -'.000Z'.length)}Z`
  if (times.size > maxEntries) times.clear()
  times.set(second, time)
  return time
}
