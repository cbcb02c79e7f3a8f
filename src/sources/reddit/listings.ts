import { defineEndpoint } from '../../pipeline/endpoint.ts'
import type { Items } from '../items.ts'
import { escaped, requestUrl } from '../request-url.ts'
import { cooldownMs, explainOAuth, explainPublic, pageInsteadOfListing, quotaOf } from './failures.ts'
import { readFeed } from './read-feed.ts'
import { readListing } from './read-listing.ts'
import type { Post, TopQuery } from './schema.ts'
import type { Settings } from './settings.ts'

// Without `raw_json` the texts come with `<`, `>` and `&` escaped as in HTML.
const parameters = ({ t, limit }: TopQuery): Record<string, string> => ({
  t,
  limit: String(limit),
  raw_json: '1',
})

/** Requests the top listing without credentials. */
export const publicTop = defineEndpoint<TopQuery, Items<Post>, Settings>({
  name: 'reddit/reddit-public',
  provider: 'reddit',
  accept: 'json',
  describe: (query, { REDDIT_URL }) => ({
    url: requestUrl(REDDIT_URL, `/r/${escaped(query.subreddit)}/top.json`, parameters(query)),
  }),
  decode(body, query) {
    if (body.trimStart().startsWith('<')) throw pageInsteadOfListing()
    return readListing(body, query)
  },
  explain: explainPublic,
  cooldownMs,
  quota: quotaOf,
})

/** Requests the feed, which works without credentials when the listing does not. */
export const rssTop = defineEndpoint<TopQuery, Items<Post>, Settings>({
  name: 'reddit/reddit-rss',
  provider: 'reddit-rss',
  accept: 'xml',
  describe: ({ subreddit, t, limit }, { REDDIT_URL }) => ({
    url: requestUrl(REDDIT_URL, `/r/${escaped(subreddit)}/top/.rss`, { t, limit: String(limit) }),
  }),
  decode: readFeed,
  explain: explainPublic,
  cooldownMs,
})

/** Requests the top listing with an application token. */
export const oauthTop = defineEndpoint<TopQuery & { token: string }, Items<Post>, Settings>({
  name: 'reddit/reddit-oauth',
  provider: 'reddit',
  accept: 'json',
  describe: ({ token, ...query }, { REDDIT_OAUTH_URL }) => ({
    url: requestUrl(REDDIT_OAUTH_URL, `/r/${escaped(query.subreddit)}/top`, parameters(query)),
    headers: { authorization: `Bearer ${token}` },
  }),
  decode: readListing,
  explain: explainOAuth,
  cooldownMs,
  quota: quotaOf,
})
