const dayMs = 86_400_000

/** The instant nearest to `reference` with this UTC day, hour and minute (DDHHMM); null when they are out of range. */
export function nearestDayHourMinute(digits: string, reference: number): number | null {
  const near = new Date(reference)
  const year = near.getUTCFullYear()
  const month = near.getUTCMonth()
  // Nearly all lie within a day of the reference; then no other month has one as near.
  const same = inMonth(digits, year, month)
  if (same !== null && Math.abs(same - reference) < 14 * dayMs) return same
  // Two consecutive months never both lack a day, so one of these three has it.
  let best: number | null = null
  for (let shift = -1; shift <= 1; shift++) {
    const at = inMonth(digits, year, month + shift)
    if (at === null) continue
    if (best === null || Math.abs(at - reference) < Math.abs(best - reference)) best = at
  }
  return best
}

/** The last instant at or before `until` with this UTC day, hour and minute (DDHHMM); null when they are out of range. */
export function lastDayHourMinute(digits: string, until: number): number | null {
  const end = new Date(until)
  for (let back = 0; back <= 12; back++) {
    const at = inMonth(digits, end.getUTCFullYear(), end.getUTCMonth() - back)
    if (at !== null && at <= until) return at
  }
  return null
}

function inMonth(digits: string, year: number, month: number): number | null {
  const number = Number(digits)
  const day = Math.trunc(number / 10_000)
  const hour = Math.trunc(number / 100) % 100
  const minute = number % 100
  const first = Date.UTC(year, month, 1)
  const isReal = day >= 1 && first + (day - 1) * dayMs < Date.UTC(year, month + 1, 1)
  return isReal && hour <= 24 && minute <= 59
    ? first + (day - 1) * dayMs + hour * 3_600_000 + minute * 60_000
    : null
}
