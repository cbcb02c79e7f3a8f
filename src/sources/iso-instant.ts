const first = Date.parse('0001-01-01T00:00:00Z')
const last = Date.parse('9999-12-31T23:59:59Z')

/** Epoch ms as RFC 3339 in UTC to the second; null for anything but an instant of the years 1 to 9999. */
export function isoInstant(ms: number | null): string | null {
  if (ms === null || !(ms >= first && ms <= last)) return null
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
