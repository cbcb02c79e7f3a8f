// What Reddit means by its refusals. It says private, quarantined and banned in a `reason`, sends unknown names to its search
// page, and now refuses most callers without credentials altogether.
import { AppError } from '../../core/errors.ts'
import type { Failure } from '../../pipeline/endpoint.ts'
import type { RateQuota } from '../../runtime/runtime.ts'
import type { TopQuery } from './schema.ts'

/** The cause of an error that says the token is no longer taken. */
export const tokenRefused = new Error('the token is no longer taken')

const switchOver = 'set REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET to ask with credentials'

/** Reads a refusal of the public listing. */
export function explainPublic(failure: Failure, query: TopQuery): AppError | undefined {
  const stated = explainListing(failure, query)
  if (stated) return stated
  if (failure.status !== 401 && failure.status !== 403) return undefined
  return new AppError('upstream_forbidden', `Reddit refuses callers without credentials: ${switchOver}`)
}

/** Reads a refusal of the listing that is asked with a token. */
export function explainOAuth(failure: Failure, query: TopQuery): AppError | undefined {
  const stated = explainListing(failure, query)
  if (stated) return stated
  if (failure.status === 401) {
    return new AppError(
      'upstream_forbidden',
      'Reddit does not take the token that it gave: check REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET',
      { cause: tokenRefused },
    )
  }
  if (failure.status !== 403) return undefined
  return new AppError('upstream_forbidden', `r/${query.subreddit} is not open to this application`)
}

/** Reads a refusal of the credentials. */
export function explainToken({ status }: Failure): AppError | undefined {
  if (status !== 400 && status !== 401 && status !== 403) return undefined
  return new AppError(
    'upstream_forbidden',
    'Reddit refuses the credentials: check REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET',
  )
}

/** What every listing can say of the subreddit and of our pace. */
export function explainListing(failure: Failure, { subreddit }: TopQuery): AppError | undefined {
  const { status } = failure
  if (status >= 300 && status < 400) {
    if (!toSearch.test(failure.header('location') ?? '')) return undefined
    return new AppError('not_found', `there is no subreddit r/${subreddit}`)
  }
  if (status === 403 || status === 404) {
    const reason = reasonOf(failure.text)
    if (reason) return new AppError('upstream_forbidden', `r/${subreddit} is ${reason}`)
    if (status === 404) return new AppError('not_found', `there is no subreddit r/${subreddit}`)
  }
  // With `Retry-After` the table of statuses says all there is to say.
  if (status !== 429 || failure.header('retry-after') !== null) return undefined
  const wait = Math.min(
    cooldownMs((name) => failure.header(name)),
    longestMs,
  )
  return new AppError('upstream_rate_limited', 'status 429', wait > 0 ? { retryAfterMs: wait } : {})
}

/** How long the spent quota still lasts, in ms; 0 while there is any left. */
export function cooldownMs(header: (name: string) => string | null): number {
  const remaining = figure(header('x-ratelimit-remaining'))
  const reset = figure(header('x-ratelimit-reset'))
  return remaining !== null && reset !== null && remaining < 1 ? reset * 1_000 : 0
}

/** How much of the quota is left, and until when. */
export function quotaOf(header: (name: string) => string | null): RateQuota | null {
  const remaining = figure(header('x-ratelimit-remaining'))
  const reset = figure(header('x-ratelimit-reset'))
  return remaining === null || reset === null
    ? null
    : { remaining, resetMs: Math.min(reset * 1_000, longestMs) }
}

const longestMs = 600_000
const toSearch = /\/subreddits\/search(?:\.json)?(?:[/?#]|$)/
const reasons: ReadonlyMap<string, string> = new Map([
  ['private', 'private'],
  ['quarantined', 'quarantined'],
  ['banned', 'banned'],
  ['gold_only', 'open to premium members only'],
  ['employees_only', 'open to employees only'],
])

function reasonOf(text: string): string | undefined {
  // Not parsed: only the beginning may be there, and it may be HTML.
  const reason = /"reason"\s*:\s*"([a-z_]{1,40})"/.exec(text)?.[1]
  return reason === undefined ? undefined : reasons.get(reason)
}

function figure(text: string | null): number | null {
  const value = /^\s*(\d{1,9}(?:\.\d{1,9})?)\s*$/.exec(text ?? '')?.[1]
  return value === undefined ? null : Number(value)
}
