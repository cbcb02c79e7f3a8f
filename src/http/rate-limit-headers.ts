/** What a limit is, and how much of it is left. */
export interface RateLimitState {
  /** Names the policy in both fields. */
  policy: string
  quota: number
  /** The time that the quota is for; absent for a quota of requests at one time. */
  windowMs?: number
  remaining: number
  /** Until there is more. */
  resetMs: number
}

/** The fields `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-11 (May 2026) has them. */
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

/** Whole seconds, upwards: who waits for so long has waited long enough. */
const seconds = (ms: number): number => Math.max(0, Math.ceil(ms / 1_000))
