// Interprets Reddit's refusals. `reason` says private, quarantined and so on; unknown names are redirected to the search page; most callers
// without credentials are refused with 403, a page, or a redirect to the login.
import { AppError } from '../../core/errors.ts'
import type { Failure } from '../../pipeline/endpoint.ts'
import type { RateQuota } from '../../runtime/runtime.ts'
import type { TopQuery } from './schema.ts'

/** The cause of an error for a rejected token. */
export const tokenRefused = new Error('the token is no longer accepted')

const variables = 'REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET'
/** The page on which applications are approved. */
const approvalUrl =
  'https://support.reddithelp.com/hc/en-us/articles/42728983564564-Responsible-Builder-Policy'

/** The cause of an error for callers without credentials, independent of the subreddit. */
const closed = new Error('callers without credentials are refused')

const closedToPublic = (pauseMs?: number): AppError =>
  new AppError(
    'upstream_forbidden',
    `Reddit refuses callers without credentials: set ${variables}, which need Reddit's approval (${approvalUrl})`,
    { cause: closed, ...(pauseMs !== undefined && { pauseMs }) },
  )

/** Whether the feed may work although the listing was refused. */
export const isClosedToPublic = ({ code, cause, wasAsked }: AppError): boolean =>
  code === 'upstream_forbidden' && (cause === closed || !wasAsked)

const checkCredentials = (what: string, cause?: unknown): AppError =>
  new AppError('upstream_forbidden', `${what}: check ${variables}`, { cause })

/** The error for a refusal of the public listing. */
export function explainPublic(failure: Failure, query: TopQuery): AppError | undefined {
  const stated = explainListing(failure, query)
  if (stated) return stated
  if (isLogin(failure)) return closedToPublic()
  if (failure.status !== 401 && failure.status !== 403) return undefined
  // A 403 with a page refuses the caller, so the other subreddits are not requested either. Other refusals may concern only this
  // subreddit.
  return closedToPublic(isPage(failure) ? restMs : undefined)
}

/** Whether a body is a page instead of a listing, whatever its declared type. */
export const pageInsteadOfListing = (): AppError => closedToPublic()

/** The error for a refusal of the listing with a token. */
export function explainOAuth(failure: Failure, query: TopQuery): AppError | undefined {
  const stated = explainListing(failure, query)
  if (stated) return stated
  if (failure.status === 401) return checkCredentials('Reddit rejects the token that it issued', tokenRefused)
  if (isLogin(failure)) return checkCredentials('Reddit answers with a page instead of the listing')
  if (failure.status !== 403) return undefined
  return new AppError('upstream_forbidden', `r/${query.subreddit} is not open to this application`)
}

/** The error for a refusal of the credentials. */
export function explainToken(failure: Failure): AppError | undefined {
  const { status } = failure
  return status === 400 || status === 401 || status === 403 || isLogin(failure)
    ? credentialsRefused()
    : undefined
}

/** The error for rejected credentials, whatever the status. */
export const credentialsRefused = (): AppError => checkCredentials('Reddit refuses the credentials')

/** Whether a response is a login page or a redirect to one. */
function isLogin({ status, header, text }: Failure): boolean {
  if (status >= 300 && status < 400) return /\/(?:login|register|account)\b/i.test(header('location') ?? '')
  return status === 200 && isPage({ text })
}

const isPage = ({ text }: Pick<Failure, 'text'>): boolean => text.trimStart().startsWith('<')

/** Pause after a page that refuses callers without credentials; doubled each consecutive time. */
const restMs = 60_000

/** Errors common to all listings: of the subreddit, and of the rate. */
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
  // With `Retry-After` the generic error is sufficient.
  if (status !== 429 || failure.header('retry-after') !== null) return undefined
  const wait = Math.min(
    cooldownMs((name) => failure.header(name)),
    maxMs,
  )
  return new AppError(
    'upstream_rate_limited',
    'status 429',
    wait > 0 ? { retryAfterMs: wait } : { pauseMs: 5_000 },
  )
}

/** Time until a used-up quota is reset, in ms; 0 if some is left. */
export function cooldownMs(header: (name: string) => string | null): number {
  const remaining = figure(header('x-ratelimit-remaining'))
  const reset = figure(header('x-ratelimit-reset'))
  return remaining !== null && reset !== null && remaining < 1 ? reset * 1_000 : 0
}

/** The remaining quota and its reset. */
export function quotaOf(header: (name: string) => string | null): RateQuota | null {
  const remaining = figure(header('x-ratelimit-remaining'))
  const reset = figure(header('x-ratelimit-reset'))
  return remaining === null || reset === null ? null : { remaining, resetMs: Math.min(reset * 1_000, maxMs) }
}

const maxMs = 600_000
const toSearch = /\/subreddits\/search(?:\.json)?(?:[/?#]|$)/
/** Clearer words for reasons of the upstream. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['gold_only', 'open to premium members only'],
  ['employees_only', 'open to employees only'],
])

function reasonOf(text: string): string | undefined {
  // Not parsed, because it may be truncated or HTML.
  const reason = /"reason"\s*:\s*"([\w -]{1,40})"/.exec(text)?.[1]
  return reason === undefined ? undefined : (reasons.get(reason) ?? reason.replaceAll('_', ' '))
}

function figure(text: string | null): number | null {
  const value = /^\s*(\d{1,9}(?:\.\d{1,9})?)\s*$/.exec(text ?? '')?.[1]
  return value === undefined ? null : Number(value)
}
