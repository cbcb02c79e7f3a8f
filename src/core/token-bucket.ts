// A token bucket stored as one number, the instant at which it is full again (GCRA). All rate limits use these two functions;
// the script in runtime/node/redis/shared-rate.ts implements the same in Lua.

export interface Bucket {
  /** Interval between two tokens, in ms. */
  readonly spacingMs: number
  /** How far ahead of their spacing tokens may be taken, in ms: a burst of n is n - 1 spacings. */
  readonly slackMs: number
}

/** The bucket of a rate. Tokens of an infinite rate have no interval. */
export function bucketOf(rps: number, burst: number): Bucket {
  const spacingMs = 1_000 / rps
  return { spacingMs, slackMs: (Math.max(1, burst) - 1) * spacingMs }
}

/** Earliest instant at which a token can be taken, after `ahead` others. */
export function nextToken(
  fullAt: number,
  { spacingMs, slackMs }: Bucket,
  now: number,
  ahead: number = 0,
): number {
  return Math.max(now, Math.max(fullAt, now) + ahead * spacingMs - slackMs)
}

/** Instant at which the bucket is full again after a token is taken now. */
export function afterToken(fullAt: number, { spacingMs }: Pick<Bucket, 'spacingMs'>, now: number): number {
  return Math.max(fullAt, now) + spacingMs
}
