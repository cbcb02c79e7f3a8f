import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { UpstreamRequest } from '../../../src/runtime/runtime.ts'
import type { TopQuery } from '../../../src/sources/reddit/schema.ts'
import { reddit } from '../../../src/sources/reddit/source.ts'
import { buildForTest } from '../../support/built-source.ts'
import type { Reply } from '../../support/scripted-runtime.ts'

const top = readFileSync(new URL('../../fixtures/reddit/top.json', import.meta.url), 'utf8')
const credentials = { REDDIT_CLIENT_ID: 'app', REDDIT_CLIENT_SECRET: 's3cret' }
const query: TopQuery = { subreddit: 'sailing', t: 'week', limit: 5 }
const json = (value: unknown): Reply => ({ body: JSON.stringify(value) })
const unauthorized: Reply = { status: 401, body: '{"message": "Unauthorized", "error": 401}' }

/** Gives out tokens `t1`, `t2`, … and takes only those that `isGood` likes. */
function withTokens(isGood: (token: string) => boolean, lifeSeconds = 86_400) {
  let granted = 0
  return ({ url, headers }: UpstreamRequest): Reply => {
    if (url.endsWith('/api/v1/access_token')) {
      return json({ access_token: `t${++granted}`, token_type: 'bearer', expires_in: lifeSeconds })
    }
    return isGood((headers.authorization ?? '').replace('Bearer ', '')) ? { body: top } : unauthorized
  }
}

test('requests the public listing without credentials', async () => {
  const { ask, requests } = buildForTest(reddit, () => ({ body: top }))
  const answer = await ask(query)
  expect(answer).toMatchObject({ provider: 'reddit', status: 'fresh', attempts: 1 })
  expect(answer.value.items).toHaveLength(5)
  expect(requests.map(({ url }) => url)).toEqual([
    'https://www.reddit.com/r/sailing/top.json?t=week&limit=5&raw_json=1',
  ])
})

test('keeps a path prefix and a trailing slash of the base URL apart from the path', async () => {
  const environment = { REDDIT_URL: 'http://127.0.0.1:9/mirror/reddit/' }
  const { ask, paths } = buildForTest(reddit, () => ({ body: top }), { environment })
  await ask(query)
  expect(paths()).toEqual(['/mirror/reddit/r/sailing/top.json?t=week&limit=5&raw_json=1'])
})

test('fetches one token for all concurrent listings', async () => {
  const { askAll, requests } = buildForTest(
    reddit,
    withTokens(() => true),
    { environment: credentials },
  )
  const answers = await askAll(
    ['sailing', 'boating', 'kayaking'].map((subreddit) => ({ ...query, subreddit })),
  )
  expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true)
  const [token, ...listings] = requests
  expect(token).toMatchObject({
    method: 'POST',
    url: 'https://www.reddit.com/api/v1/access_token',
    body: 'grant_type=client_credentials',
    headers: {
      authorization: `Basic ${btoa('app:s3cret')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  })
  expect(listings).toHaveLength(3)
  expect(listings[0]).toMatchObject({
    url: 'https://oauth.reddit.com/r/sailing/top?t=week&limit=5&raw_json=1',
    headers: { authorization: 'Bearer t1' },
  })
})

test('fetches another token a minute before the first expires', async () => {
  const source = buildForTest(
    reddit,
    withTokens(() => true, 3_600),
    { environment: credentials },
  )
  await source.ask(query)
  await source.clock.advance(3_538_000)
  await source.ask({ ...query, subreddit: 'boating' })
  expect(source.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  await source.clock.advance(2_000)
  await source.ask({ ...query, subreddit: 'kayaking' })
  expect(source.requests.filter(({ method }) => method === 'POST')).toHaveLength(2)
})

test('replaces a rejected token once, for all requests that used it', async () => {
  const { askAll, requests } = buildForTest(
    reddit,
    withTokens((token) => token === 't2'),
    { environment: credentials },
  )
  const answers = await askAll(['sailing', 'boating'].map((subreddit) => ({ ...query, subreddit })))
  expect(answers).toMatchObject([
    { status: 'fulfilled', value: { attempts: 4 } },
    { status: 'fulfilled', value: { attempts: 4 } },
  ])
  expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(2)
})

test('gives up when the second token is refused too, and names the variables', async () => {
  const { ask, requests } = buildForTest(
    reddit,
    withTokens(() => false),
    { environment: credentials },
  )
  const failure = await ask(query).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'upstream_forbidden', provider: 'reddit', attempts: 4 })
  expect(String(failure)).toContain('REDDIT_CLIENT_ID')
  expect(requests).toHaveLength(4)
})

test('does not request a listing if the credentials are refused', async () => {
  const { ask, requests } = buildForTest(reddit, () => unauthorized, { environment: credentials })
  await expect(ask(query)).rejects.toMatchObject({ code: 'upstream_forbidden', attempts: 1 })
  expect(requests).toHaveLength(1)
})

test.each([
  ['an error inside a 200', { error: 'unsupported_grant_type' }, 'upstream_forbidden'],
  ['no token', { token_type: 'bearer' }, 'upstream_invalid'],
  ['a token that is no header', { access_token: 'a\nb', expires_in: 9 }, 'upstream_invalid'],
])('tells what is wrong with %s', async (_, body, code) => {
  const { ask } = buildForTest(reddit, () => json(body), { environment: credentials })
  await expect(ask(query)).rejects.toMatchObject({ code })
})

test('shows neither the secret nor the token in any event or error', async () => {
  const { ask, events } = buildForTest(
    reddit,
    withTokens(() => false),
    { environment: credentials },
  )
  const failure = await ask(query).catch((error: Error) => error)
  const shown = JSON.stringify([events.all, failure, String(failure)])
  for (const secret of ['s3cret', btoa('app:s3cret'), 'Bearer', '"t1"']) expect(shown).not.toContain(secret)
})

test('a redirect to the search means that there is no such subreddit', async () => {
  const location = 'https://www.reddit.com/subreddits/search.json?q=sailing'
  const { ask, requests } = buildForTest(reddit, () => ({ status: 302, headers: { location } }))
  await expect(ask(query)).rejects.toMatchObject({ code: 'not_found', provider: 'reddit' })
  expect(requests).toHaveLength(1)
})

test('holds back further requests when the quota is spent', async () => {
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'x-ratelimit-remaining': '0.0',
    'x-ratelimit-reset': '60',
  }
  const { ask, requests } = buildForTest(reddit, () => ({ headers, body: top }))
  await ask(query)
  await expect(ask({ ...query, subreddit: 'boating' })).rejects.toMatchObject({ attempts: 0 })
  expect(requests).toHaveLength(1)
})

test('uses everything that changes the answer as key, and the subreddit as label', () => {
  expect([reddit.key(query), reddit.label?.(query)]).toEqual(['sailing/week/5', 'sailing'])
})

test.each([
  [{ REDDIT_CLIENT_ID: 'app' }, 'REDDIT_CLIENT_SECRET'],
  [{ REDDIT_CLIENT_SECRET: 's', REDDIT_URL: 'ftp://x.example' }, 'REDDIT_CLIENT_ID'],
])('refuses one credential without the other: %o', (environment, missing) => {
  const { error } = reddit.settings.safeParse(environment)
  expect(error?.issues.map(({ path }) => path.join('.'))).toContain(missing)
})

const loginPage: Reply = { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>log in' }
const rss: Reply = {
  headers: { 'content-type': 'application/atom+xml; charset=UTF-8' },
  body: readFileSync(new URL('../../fixtures/reddit/top.rss', import.meta.url), 'utf8'),
}

test('after a page that refuses, it requests the feed, and pauses the listing longer each time', async () => {
  const { ask, paths, clock } = buildForTest(reddit, ({ url }) => (url.includes('.rss') ? rss : loginPage))
  const of = (subreddit: string) => ask({ ...query, subreddit })
  expect(await of('one')).toMatchObject({ provider: 'reddit-rss', attempts: 2, value: { skipped: 0 } })
  await of('two')
  await clock.advance(60_000)
  await of('three')
  await clock.advance(100_000)
  await of('four')
  const listings = paths().filter((path) => path.includes('top.json'))
  expect(listings.map((path) => path.split('/')[2])).toEqual(['one', 'three'])
})

test('a page for one subreddit, with status 200, does not hold back the others', async () => {
  const page: Reply = { headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' }
  const { ask, paths } = buildForTest(reddit, ({ url }) => (url.includes('.rss') ? rss : page))
  await ask({ ...query, subreddit: 'one' })
  await ask({ ...query, subreddit: 'two' })
  const listings = paths().filter((path) => path.includes('top.json'))
  expect(listings.map((path) => path.split('/')[2])).toEqual(['one', 'two'])
})

test.each([
  ['a reason', { reason: 'private', message: 'Forbidden', error: 403 }, 403],
  ['no such subreddit', { message: 'Not Found', error: 404 }, 404],
  ['a failure', {}, 500],
])('does not ask for the feed after %s', async (_, body, status) => {
  const { ask, paths } = buildForTest(reddit, () => ({ status, body: JSON.stringify(body) }))
  await ask(query).catch(() => {})
  expect(paths().filter((path) => path.includes('.rss'))).toEqual([])
})

test('sends at most ten requests a minute without credentials', async () => {
  const { askAll, requests } = buildForTest(reddit, () => json(JSON.parse(top)))
  const names = Array.from({ length: 12 }, (_, index) => ({ ...query, subreddit: `s${index}` }))
  const answers = await askAll(names)
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  expect(requests).toHaveLength(10)
})
