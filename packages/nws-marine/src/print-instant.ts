const dayMs = 86_400_000

// Facts of the calendar and of the clock, and a text prints few of them over and over; bounded by a sweep. An instant is then
// two strings that others share, joined: printing one through a Date takes longer than reading the name of its period.
const dates = new Map<number, string>()
const times = new Map<number, string>()
const most = 4_000

/** An instant (epoch ms) as RFC 3339 UTC to the second; null for none. */
export function printInstant(instant: number | null): string | null {
  if (instant === null || !Number.isFinite(instant)) return null
  const day = Math.floor(instant / dayMs)
  return (dates.get(day) ?? dateOf(day)) + timeAt(Math.floor((instant - day * dayMs) / 1_000))
}

function dateOf(day: number): string {
  const date = new Date(day * dayMs).toISOString().slice(0, -'00:00:00.000Z'.length)
  if (dates.size > most) dates.clear()
  dates.set(day, date)
  return date
}

function timeAt(second: number): string {
  const known = times.get(second)
  if (known !== undefined) return known
  const time = `${new Date(second * 1_000).toISOString().slice('1970-01-01T'.length, -'.000Z'.length)}Z`
  if (times.size > most) times.clear()
  times.set(second, time)
  return time
}
