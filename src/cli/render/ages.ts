const steps = [
  [48 * 3_600_000, 24 * 3_600_000, 'd'],
  [90 * 60_000, 3_600_000, 'h'],
  [90_000, 60_000, 'min'],
  [0, 1_000, 's'],
] as const

/** Writes a duration in the largest unit that fits: `45 s`, `12 min`, `5 h`, `3 d`. */
export function span(ms: number): string {
  const [, unit, name] = steps.find(([from]) => ms >= from) ?? steps[3]
  return `${Math.max(0, Math.round(ms / unit))} ${name}`
}

/** Writes the age of an instant, `in 3 h` if it is in the future; null for null. */
export function ago(at: string | null, now: number): string | null {
  if (at === null) return null
  const ms = now - Date.parse(at)
  if (Number.isNaN(ms)) return null
  if (ms < -1_000) return `in ${span(-ms)}`
  return ms < 1_000 ? 'just now' : `${span(ms)} ago`
}

/** Writes a run time: `31 ms`, `1.5 s`. */
export const took = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
