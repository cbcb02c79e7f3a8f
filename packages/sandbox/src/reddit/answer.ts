import type { UpstreamOptions } from '../sandbox.ts'
import { printFeed } from './feed.ts'
import { createListings, emptyListing, type ListingQuery } from './listing.ts'

const windowSeconds = 600
const quota = 1_000

/** Where callers without credentials are refused everything but the feed. */
const feedsOnly = 'feeds_only'

const loginPage = '<!doctype html><html><head><title>Reddit - log in</title></head><body></body></html>'

const refusedPage = (): Response =>
  new Response(loginPage, { status: 403, headers: { 'content-type': 'text/html' } })

/** The feed of a listing. The listing itself is refused for all but `feeds_only`, as it is to most callers. */
export function createFeed(options: UpstreamOptions): (query: ListingQuery) => Response {
  const listings = createListings(options)
  return (query) => {
    if (query.subreddit.toLowerCase() !== feedsOnly) return refusedPage()
    const headers = { 'content-type': 'application/atom+xml; charset=UTF-8' }
    return new Response(printFeed(query.subreddit, listings(query)), { headers })
  }
}

/**
 * Answers for any subreddit. Names that behave as theirs do: `private_club`, `quarantined_one`, `banned_one`,
 * `empty_one`, and a redirect to search for `doesnotexist…` and whatever cannot be a name.
 */
export function createTop(
  options: UpstreamOptions,
  { isPublic = false } = {},
): (query: ListingQuery, searchUrl: string) => Response {
  const listings = createListings(options)
  return (query, searchUrl) => {
    const name = query.subreddit.toLowerCase()
    if (name.startsWith('doesnotexist') || !/^(?:[a-z0-9][a-z0-9_.]{1,20}|u_[a-z0-9_-]{3,20})$/.test(name)) {
      const location = `${searchUrl}?q=${encodeURIComponent(query.subreddit)}`
      return new Response(null, { status: 302, headers: { ...plainHeaders, location } })
    }
    const refused = refusals.get(name)
    if (refused) return json(refused, refused.error, options)
    if (name === feedsOnly && isPublic) return refusedPage()
    if (name === 'empty_one') return json(emptyListing, 200, options)
    return new Response(listings(query), { headers: { ...plainHeaders, ...rateHeaders(options.now()) } })
  }
}

// A map, because names come from outside: an object knows a `constructor`.
const refusals = new Map([
  ['private_club', { reason: 'private', message: 'Forbidden', error: 403 }],
  ['quarantined_one', { reason: 'quarantined', message: 'Forbidden', error: 403 }],
  ['banned_one', { reason: 'banned', message: 'Not Found', error: 404 }],
])

/** A JSON answer with the headers the site sends. */
export function json(body: unknown, status: number, options: Pick<UpstreamOptions, 'now'>): Response {
  return Response.json(body, { status, headers: { ...plainHeaders, ...rateHeaders(options.now()) } })
}

const plainHeaders = {
  'content-type': 'application/json; charset=UTF-8',
  'cache-control': 'private, s-maxage=0, max-age=0, must-revalidate, no-store',
  server: 'snooserv',
}

// The quota never runs out here: a caller who obeys these headers must be able to measure itself.
function rateHeaders(now: number): Record<string, string> {
  const seconds = Math.floor(now / 1_000) % windowSeconds
  const used = 1 + (seconds % 50)
  return {
    'x-ratelimit-used': String(used),
    'x-ratelimit-remaining': (quota - used).toFixed(1),
    'x-ratelimit-reset': String(windowSeconds - seconds),
  }
}

/** The answer to the redirect of an unknown name: subreddits, status 200, no posts. */
export const searchListing = {
  kind: 'Listing',
  data: {
    after: null,
    dist: 1,
    children: [
      { kind: 't5', data: { id: '2qh0u', name: 't5_2qh0u', display_name: 'pics', title: 'Pictures' } },
    ],
    before: null,
  },
}
