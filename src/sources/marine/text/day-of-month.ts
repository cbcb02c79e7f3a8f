const dayMs = 86_400_000

/** The instant nearest to `reference` whose UTC day, hour and minute are these, null when no clock shows them. */
export function nearestDayHourMinute(digits: string, reference: number): number | null {
  const near = new Date(reference)
  let best: number | null = null
  for (let shift = -2; shift <= 2; shift++) {
    const at = inMonth(digits, near.getUTCFullYear(), near.getUTCMonth() + shift)
    if (at === null) continue
    if (best === null || Math.abs(at - reference) < Math.abs(best - reference)) best = at
  }
  return best
}

/** The last instant at or before `until` whose UTC day, hour and minute are these, null when no clock shows them. */
export function lastDayHourMinute(digits: string, until: number): number | null {
  const end = new Date(until)
  for (let back = 0; back <= 12; back++) {
    const at = inMonth(digits, end.getUTCFullYear(), end.getUTCMonth() - back)
    if (at !== null && at <= until) return at
  }
  return null
}

function inMonth(digits: string, year: number, month: number): number | null {
  const day = Number(digits.slice(0, 2))
  const hour = Number(digits.slice(2, 4))
  const minute = Number(digits.slice(4, 6))
  if (day < 1 || hour > 24 || minute > 59) return null
  const first = Date.UTC(year, month, 1)
  const at = first + (day - 1) * dayMs + hour * 3_600_000 + minute * 60_000
  // Day 31 of a month with 30 days is not the first of the next one.
  return new Date(first + (day - 1) * dayMs).getUTCDate() === day ? at : null
}
