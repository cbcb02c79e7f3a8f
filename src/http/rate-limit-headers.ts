/** A limit and its current state. */
export interface RateLimitState {
  /** Name of the policy in both fields. */
  policy: string
  quota: number
  /** Time window of the quota in ms; absent for a limit on concurrent requests. */
  windowMs?: number
  remaining: number
  /** Time until more quota is available, in ms. */
  resetMs: number
}

/** Returns `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11, May 2026). */
export function rateLimitHeaders({
  policy,
  quota,
  windowMs,
  remaining,
  resetMs,
}: RateLimitState): Record<string, string> {
  const unit = windowMs === undefined ? 'qu="concurrent-requests"' : `w=${Math.max(1, seconds(windowMs))}`
  return {
    'ratelimit-policy': `"${policy}";q=${quota};${unit}`,
    ratelimit: `"${policy}";r=${Math.max(0, remaining)};t=${seconds(resetMs)}`,
  }
}

/** Whole seconds, rounded up, so that waiting this long is always enough. */
const seconds = (ms: number): number => Math.max(0, Math.ceil(ms / 1_000))
