// What Reddit means by its refusals. It says private, quarantined and so on in a `reason`, sends unknown names to its search
// page, and refuses most callers without credentials: with 403, with a page, or with a redirect to where one logs in.
import { AppError } from '../../core/errors.ts'
import type { Failure } from '../../pipeline/endpoint.ts'
import type { RateQuota } from '../../runtime/runtime.ts'
import type { TopQuery } from './schema.ts'

/** The cause of an error that says the token is no longer taken. */
export const tokenRefused = new Error('the token is no longer taken')

const variables = 'REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET'
/** Where applications are approved. */
export const approvalUrl =
  'https://support.reddithelp.com/hc/en-us/articles/42728983564564-Responsible-Builder-Policy'

/** The cause of an error that says that callers without credentials are refused, whatever they ask for. */
const closed = new Error('callers without credentials are refused')

const closedToPublic = (pauseMs?: number): AppError =>
  new AppError(
    'upstream_forbidden',
    `Reddit refuses callers without credentials: set ${variables}, which need Reddit's approval (${approvalUrl})`,
    { cause: closed, ...(pauseMs !== undefined && { pauseMs }) },
  )

/** Would another way to ask without credentials perhaps be answered? */
export const isClosedToPublic = ({ code, cause, wasAsked }: AppError): boolean =>
  code === 'upstream_forbidden' && (cause === closed || !wasAsked)

const checkCredentials = (what: string, cause?: unknown): AppError =>
  new AppError('upstream_forbidden', `${what}: check ${variables}`, { cause })

/** Reads a refusal of the public listing. */
export function explainPublic(failure: Failure, query: TopQuery): AppError | undefined {
  const stated = explainListing(failure, query)
  if (stated) return stated
  if (isLogin(failure)) return closedToPublic()
  if (failure.status !== 401 && failure.status !== 403) return undefined
  // A 403 with a page refuses the caller, so that the other subreddits are not asked for either. Anything else may be about
  // this subreddit alone, and must not cost the others.
  return closedToPublic(isPage(failure) ? restMs : undefined)
}

/** A page in place of a public listing, whatever type it claims to have. */
export const pageInsteadOfListing = (): AppError => closedToPublic()

/** Reads a refusal of the listing that is asked with a token. */
export function explainOAuth(failure: Failure, query: TopQuery): AppError | undefined {
  const stated = explainListing(failure, query)
  if (stated) return stated
  if (failure.status === 401)
    return checkCredentials('Reddit does not take the token that it gave', tokenRefused)
  if (isLogin(failure)) return checkCredentials('Reddit answers with a page instead of the listing')
  if (failure.status !== 403) return undefined
  return new AppError('upstream_forbidden', `r/${query.subreddit} is not open to this application`)
}

/** Reads a refusal of the credentials. */
export function explainToken(failure: Failure): AppError | undefined {
  const { status } = failure
  return status === 400 || status === 401 || status === 403 || isLogin(failure)
    ? credentialsRefused()
    : undefined
}

/** Reddit does not give a token for these credentials, whatever the status says. */
export const credentialsRefused = (): AppError => checkCredentials('Reddit refuses the credentials')

/** Does it send to a page where people log in, or such a page itself? */
function isLogin({ status, header, text }: Failure): boolean {
  if (status >= 300 && status < 400) return /\/(?:login|register|account)\b/i.test(header('location') ?? '')
  return status === 200 && isPage({ text })
}

const isPage = ({ text }: Pick<Failure, 'text'>): boolean => text.trimStart().startsWith('<')

/** How long callers without credentials are not asked for after a page that refuses them; doubled each time in a row. */
const restMs = 60_000

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
    maxMs,
  )
  return new AppError(
    'upstream_rate_limited',
    'status 429',
    wait > 0 ? { retryAfterMs: wait } : { pauseMs: 5_000 },
  )
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
  return remaining === null || reset === null ? null : { remaining, resetMs: Math.min(reset * 1_000, maxMs) }
}

const maxMs = 600_000
const toSearch = /\/subreddits\/search(?:\.json)?(?:[/?#]|$)/
/** Where the upstream's own word is not plain enough. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['gold_only', 'open to premium members only'],
  ['employees_only', 'open to employees only'],
])

function reasonOf(text: string): string | undefined {
  // Not parsed: only the beginning may be there, and it may be HTML.
  const reason = /"reason"\s*:\s*"([\w -]{1,40})"/.exec(text)?.[1]
  return reason === undefined ? undefined : (reasons.get(reason) ?? reason.replaceAll('_', ' '))
}

function figure(text: string | null): number | null {
  const value = /^\s*(\d{1,9}(?:\.\d{1,9})?)\s*$/.exec(text ?? '')?.[1]
  return value === undefined ? null : Number(value)
}
