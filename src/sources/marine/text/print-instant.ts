const dayMs = 86_400_000

// Dates are pure facts of the calendar, and a text names few of them over and over; bounded by a sweep.
const dates = new Map<number, string>()

/** An instant (epoch ms) as RFC 3339 UTC to the second; null for none. */
export function printInstant(instant: number | null): string | null {
  if (instant === null || !Number.isFinite(instant)) return null
  const day = Math.floor(instant / dayMs)
  const seconds = Math.floor((instant - day * dayMs) / 1_000)
  const minutes = Math.floor(seconds / 60)
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${dateOf(day)}T${time}Z`
}

function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  if (dates.size > 4_000) dates.clear()
  const date = new Date(day * dayMs).toISOString().slice(0, -'T00:00:00.000Z'.length)
  dates.set(day, date)
  return date
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)
