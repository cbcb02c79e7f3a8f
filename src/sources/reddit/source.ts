// Top listings of subreddits. With credentials, one token is fetched and shared. Without, the public listing is requested, which refuses most
// callers, and then its feed.
import { AppError } from '../../core/errors.ts'
import type { Answer, Call } from '../../pipeline/call.ts'
import { defaultPolicy, defineSource, type Kit } from '../../pipeline/source.ts'
import { type Items, itemsOf } from '../items.ts'
import { isClosedToPublic, tokenRefused } from './failures.ts'
import { oauthTop, publicTop, rssTop } from './listings.ts'
import { Post, type TopQuery } from './schema.ts'
import { credentialsOf, type Settings, settings } from './settings.ts'
import { accessToken, keepToken } from './token.ts'

/** Reddit's limit without credentials: ten a minute. */
const withoutCredentials = { rps: 10 / 60, burst: 10 }

export const reddit = defineSource<TopQuery, Items<Post>, Settings>({
  name: 'reddit',
  settings,
  policy: { ...defaultPolicy, retries: 1, freshMs: 120_000, staleMs: 3_600_000 },
  providers: [
    {
      name: 'reddit',
      hasGlobalQuota: true,
      baseUrl: (given) => (credentialsOf(given) === null ? given.REDDIT_URL : given.REDDIT_OAUTH_URL),
      policy: withoutCredentials,
      policyFor: (given) => (credentialsOf(given) === null ? {} : { rps: 1.5, burst: 30 }),
    },
    {
      name: 'reddit-rss',
      baseUrl: (given) => (credentialsOf(given) === null ? given.REDDIT_URL : null),
      policy: withoutCredentials,
    },
  ],
  endpoints: [publicTop, rssTop, oauthTop, accessToken],
  key: ({ subreddit, t, limit }) => `${subreddit}/${t}/${limit}`,
  label: ({ subreddit }) => subreddit,
  isOf: (label, key) => key.startsWith(`${label.toLowerCase()}/`),
  output: itemsOf(Post),
  skipped: ({ skipped }) => skipped,
  // With credentials one for the token.
  requests: (parts) => parts + 1,
  build: (kit) => (credentialsOf(kit.settings) === null ? withoutToken(kit) : withToken(kit)),
})

/** Requests the listing, or the feed if the listing is refused. */
const withoutToken = (kit: Kit<Settings>): Call<TopQuery, Answer<Items<Post>>> =>
  kit.fallback(
    [
      { provider: 'reddit', call: kit.ask(publicTop) },
      { provider: 'reddit-rss', call: kit.ask(rssTop) },
    ],
    { settles: (error) => !isClosedToPublic(error) },
  )

/** Requests with the shared token; a rejected token is replaced once. */
function withToken(kit: Kit<Settings>): Call<TopQuery, Answer<Items<Post>>> {
  const tokens = keepToken(kit)
  const ask = kit.ask(oauthTop)
  // Only a number is shared between requests; everything that waits belongs to the kit.
  let refused = 0

  return async (query, ctx) => {
    const used = refused
    const first = await tokens(used, ctx)
    try {
      return await ask({ ...query, token: first.value.token }, ctx)
    } catch (error) {
      if (!isTokenRefused(error)) throw error
      // The first refused call fetches a new token; the others share it.
      if (refused === used) refused++
      const second = await tokens(refused, ctx)
      return ask({ ...query, token: second.value.token }, ctx)
    }
  }
}

const isTokenRefused = (error: unknown): error is AppError =>
  error instanceof AppError && error.cause === tokenRefused
