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
