const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A time in a time zone: `Sat 6:00 AM EST`. */
export function clockTime(iso: string, timeZone: string | null): string {
  const format = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: timeZone ?? 'UTC',
  })
  // Some ICU versions put a narrow space before AM and PM; browser and server must give the same text.
  return format.format(new Date(iso)).replace(/\s+/g, ' ').replace(',', '')
}

/** A date: `Nov 19, 2026`, for times where a weekday would be ambiguous. */
export function calendarDay(iso: string, timeZone: string | null): string {
  const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: timeZone ?? 'UTC' })
  return format.format(new Date(iso)).replace(/\s+/g, ' ')
}

/** An age: `12 min`, `3 h`, `5 days`. */
export function age(iso: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(iso))
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`
  return ms < 2 * dayMs ? `${Math.floor(ms / hourMs)} h` : `${Math.floor(ms / dayMs)} days`
}

/** An age relative to now: `just now`, `12 min ago`. */
export const ago = (iso: string, now: number): string =>
  now - Date.parse(iso) < minuteMs ? 'just now' : `${age(iso, now)} ago`

/** A duration: `87 ms`, `1.5 s`. */
export const duration = (ms: number): string =>
  ms < 1_000 ? `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`
