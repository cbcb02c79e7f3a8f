import { expect, test } from 'vitest'
import { cooldownMs, quotaOf, tokenRefused } from '../../../src/sources/reddit/failures.ts'
import { oauthTop, publicTop } from '../../../src/sources/reddit/listings.ts'
import type { TopQuery } from '../../../src/sources/reddit/schema.ts'
import { accessToken } from '../../../src/sources/reddit/token.ts'
import { errorOf, explained, type FailureGiven } from '../../support/explained.ts'

const query: TopQuery = { subreddit: 'sailing', t: 'day', limit: 5 }
const ofPublic = (failure: FailureGiven) => explained(publicTop, failure, query)
const ofOAuth = (failure: FailureGiven) => explained(oauthTop, failure, { ...query, token: 't' })

const settings = { REDDIT_URL: 'http://a.test', REDDIT_OAUTH_URL: 'http://b.test' }
const html = '<!doctype html><html><title>Blocked</title></html>'

test.each([
  ['private', 403, 'upstream_forbidden'],
  ['gated', 403, 'upstream_forbidden'],
  ['quarantined', 403, 'upstream_forbidden'],
  ['banned', 403, 'upstream_forbidden'],
  ['banned', 404, 'upstream_forbidden'],
])('says that a subreddit is %s (%i)', (reason, status, code) => {
  const text = JSON.stringify({ reason, message: 'Forbidden', error: status })
  for (const error of [ofPublic({ status, text }), ofOAuth({ status, text })]) {
    expect(error).toMatchObject({ code, message: `r/sailing is ${reason}`, retry: false })
  }
})

test.each([
  [403, '{"message": "Forbidden", "error": 403}'],
  [403, '{"error": 403}'],
  [403, html],
  [401, ''],
])('names the two variables when the public listing is refused without a reason: %i %s', (status, text) => {
  const error = ofPublic({ status, text })
  expect(error.code).toBe('upstream_forbidden')
  expect(error.message).toContain('REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET')
})

test('does not ask for credentials that are set', () => {
  const error = ofOAuth({ status: 403, text: '{"message": "Forbidden", "error": 403}' })
  expect(error.code).toBe('upstream_forbidden')
  expect(error.message).not.toContain('REDDIT_CLIENT_ID')
})

test('marks the error of a token that is no longer accepted', () => {
  const headers = { 'www-authenticate': 'Bearer realm="reddit", error="invalid_token"' }
  const error = ofOAuth({ status: 401, headers, text: '{"message": "Unauthorized", "error": 401}' })
  expect(error).toMatchObject({ code: 'upstream_forbidden', cause: tokenRefused })
})

test.each([
  { status: 200, headers: { 'content-type': 'text/html' }, text: html },
  { status: 302, headers: { location: 'https://www.reddit.com/login/?dest=%2Fr%2Fsailing' } },
])('takes a page, or the way to a login, for a refusal that names the variables: %o', (failure) => {
  for (const error of [ofPublic(failure), ofOAuth(failure), explained(accessToken, failure, 0)]) {
    expect(error.code).toBe('upstream_forbidden')
    expect(error.message).toContain('REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET')
  }
})

test('treats a page as a refusal even if it claims to be JSON', () => {
  const error = errorOf(() => publicTop.decode(html, query))
  expect(error.code).toBe('upstream_forbidden')
  expect(error.message).toContain('REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET')
})

test.each([
  ['{"error": "unauthorized_client"}', 'upstream_forbidden'],
  ['{"error": "unsupported_grant_type"}', 'upstream_forbidden'],
  ['{"message": "Unauthorized", "error": 401}', 'upstream_forbidden'],
  ['{"message": "Too Many Requests", "error": 429}', 'upstream_rate_limited'],
  ['{"error": 503}', 'upstream_error'],
])('reads a token refused with status 200: %s', (body, code) => {
  const error = errorOf(() => accessToken.decode(body, 0))
  expect(error.code).toBe(code)
  if (code === 'upstream_forbidden') {
    expect(error.message).toContain('REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET')
  }
})

test.each([400, 401, 403])('names the variables when the credentials are refused with %i', (status) => {
  const error = explained(accessToken, { status, text: '{"message": "Unauthorized"}' }, 0)
  expect(error.code).toBe('upstream_forbidden')
  expect(error.message).toContain('REDDIT_CLIENT_SECRET')
})

test('is not_found for an unknown subreddit', () => {
  expect(ofPublic({ status: 404, text: '{"message": "Not Found", "error": 404}' }).code).toBe('not_found')
})

test.each([
  'https://www.reddit.com/subreddits/search.json?q=sailing',
  '/subreddits/search?q=sailing',
  'https://oauth.reddit.com/subreddits/search?q=sailing&raw_json=1',
])('says not_found for a redirect to %s', (location) => {
  expect(ofPublic({ status: 302, headers: { location } }).code).toBe('not_found')
})

test('does not treat other redirects as errors', () => {
  const header = () => 'https://www.reddit.com/r/Sailing/top.json'
  expect(publicTop.explain?.({ status: 301, header, text: '' }, query, settings)).toBeUndefined()
})

test('obeys Retry-After of an HTML 429', () => {
  const error = ofPublic({ status: 429, headers: { 'retry-after': '4' }, text: html })
  expect(error).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 4_000 })
})

test('waits for the reset of the quota if a 429 has no Retry-After', () => {
  const headers = { 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '137' }
  expect(ofOAuth({ status: 429, headers })).toMatchObject({
    code: 'upstream_rate_limited',
    retryAfterMs: 137_000,
  })
})

test('pauses longer with each 429 that has no header', () => {
  const error = ofPublic({ status: 429, text: '{"message": "Too Many Requests", "error": 429}' })
  expect(error).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: undefined, pauseMs: 5_000 })
})

test.each([500, 502, 503, 504, 520, 522])(
  'says upstream_error, to be repeated, for an empty %i',
  (status) => {
    expect(ofPublic({ status })).toMatchObject({ code: 'upstream_error', retry: true })
  },
)

test('is upstream_error without a retry for 400', () => {
  expect(ofPublic({ status: 400, text: 'Bad Request' })).toMatchObject({
    code: 'upstream_error',
    retry: false,
  })
})

test.each([
  ['996.0', '11', 0],
  ['1.0', '11', 0],
  ['0.0', '11', 11_000],
  ['0.5', '600', 600_000],
  [null, null, 0],
  ['0', null, 0],
  ['0', '-5', 0],
  ['none', '11', 0],
])('with %s requests left and a reset in %s s it pauses %i ms', (remaining, reset, ms) => {
  const headers: Record<string, string | null> = {
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': reset,
  }
  expect(cooldownMs((name) => headers[name] ?? null)).toBe(ms)
})

test.each([
  ['994.0', '311', { remaining: 994, resetMs: 311_000 }],
  ['0', '86400', { remaining: 0, resetMs: 600_000 }],
  [null, '311', null],
  ['many', '311', null],
  ['-5', '311', null],
])('a quota of %s for %s s is told to the deployment as %j', (remaining, reset, quota) => {
  const headers: Record<string, string | null> = {
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': reset,
  }
  expect(quotaOf((name) => headers[name] ?? null)).toEqual(quota)
})
