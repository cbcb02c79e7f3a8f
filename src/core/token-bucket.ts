// A token bucket kept as one number, the instant at which it is full again (GCRA). Everything that limits a rate counts with
// these two functions; the script in runtime/node/redis/shared-rate.ts says the same in Lua.

export interface Bucket {
  /** Between two tokens. */
  readonly spacingMs: number
  /** How far ahead of their spacing tokens may be taken: a burst of n is n - 1 spacings. */
  readonly slackMs: number
}

/** The bucket of a rate; `rps` is above 0. */
export function bucketOf(rps: number, burst: number): Bucket {
  const spacingMs = 1_000 / rps
  return { spacingMs, slackMs: (Math.max(1, burst) - 1) * spacingMs }
}

/** When a token can be taken at the earliest; `ahead` others take theirs before. */
export function nextToken(
  fullAt: number,
  { spacingMs, slackMs }: Bucket,
  now: number,
  ahead: number = 0,
): number {
  return Math.max(now, Math.max(fullAt, now) + ahead * spacingMs - slackMs)
}

/** When the bucket is full again once a token has been taken now. */
export function afterToken(fullAt: number, { spacingMs }: Pick<Bucket, 'spacingMs'>, now: number): number {
  return Math.max(fullAt, now) + spacingMs
}
