// Times in words: the same on the pages, in the terminal and for agents.
const steps = [
  [48 * 3_600_000, 24 * 3_600_000, 'd'],
  [90 * 60_000, 3_600_000, 'h'],
  [90_000, 60_000, 'min'],
  [0, 1_000, 's'],
] as const

/** A length of time in the largest unit that fits: `45 s`, `12 min`, `5 h`, `3 d`. */
export function span(ms: number): string {
  const [, unit, name] = steps.find(([from]) => ms >= from) ?? steps[3]
  return `${Math.max(0, Math.round(ms / unit))} ${name}`
}

/** How long ago an instant was: `12 min ago`; `just now` also for the future, because clocks differ. */
export function ago(at: string, now: number): string {
  const ms = now - Date.parse(at)
  return ms < 1_000 ? 'just now' : `${span(ms)} ago`
}

/** The distance of an instant from now, on either side: `in 3 h`, `12 min ago`. */
export function fromNow(at: string, now: number): string {
  const ms = Date.parse(at) - now
  return ms > 1_000 ? `in ${span(ms)}` : ago(at, now)
}

/** A run time: `8.7 ms`, `87 ms`, `1.5 s`, `12 min`. */
export function duration(ms: number): string {
  if (ms >= 90_000) return span(ms)
  if (ms >= 1_000) return `${Math.round(ms / 100) / 10} s`
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`
}
