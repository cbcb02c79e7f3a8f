import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { isoInstant } from '../iso-instant.ts'
import { checked, parseJson, readEach } from '../read-json.ts'
import { explainListing } from './failures.ts'
import type { Post, TopQuery } from './schema.ts'

const Listing = z.object({
  kind: z.literal('Listing'),
  data: z.object({ children: z.array(z.object({ kind: z.string(), data: z.unknown() })) }),
})

const RawPost = z.object({
  id: z.string().min(1),
  title: z.string(),
  score: z.int(),
  num_comments: z.int(),
  author: z.string().nullish(),
  url: z.string().nullish(),
  permalink: z.string().startsWith('/'),
  created_utc: z.number().min(0).max(253_402_300_799),
  domain: z.string().nullish(),
  over_18: z.boolean().nullish(),
  selftext: z.string().nullish(),
  thumbnail: z.string().nullish(),
})

const site = 'https://www.reddit.com'

/**
 * Reads a listing into posts, in its order and at most as many as were asked for. Throws `not_found` for a listing of
 * subreddits (the search page that unknown names lead to), `upstream_invalid` for what is no listing, and what an error
 * inside a 200 means.
 */
export function readListing(body: string, query: TopQuery): Post[] {
  const value = parseJson(body)
  if (isError(value)) throw inBand(value.error, body, query)
  const { children } = checked(Listing, value, 'a listing').data
  const posts = children.filter(({ kind }) => kind === 't3')
  if (posts.length === 0 && children.length > 0) {
    if (children.every(({ kind }) => kind === 't5')) {
      throw new AppError('not_found', `there is no subreddit r/${query.subreddit}`)
    }
    throw new AppError('upstream_invalid', 'a listing without posts')
  }
  const raw = posts.map(({ data }) => data)
  return readEach(RawPost, raw, 'a post').slice(0, query.limit).map(toPost)
}

function toPost(raw: z.infer<typeof RawPost>): Post {
  const permalink = onSite(raw.permalink) ?? `${site}/comments/${encodeURIComponent(raw.id)}`
  const author = raw.author ?? null
  return {
    id: raw.id,
    title: raw.title,
    score: raw.score,
    comments: raw.num_comments,
    author: author === '[deleted]' || author === '' ? null : author,
    url: onSite(raw.url ?? '') ?? permalink,
    permalink,
    createdAt: isoInstant(raw.created_utc * 1_000) ?? '1970-01-01T00:00:00Z',
    domain: raw.domain ?? '',
    over18: raw.over_18 ?? false,
    selfText: raw.selftext ?? '',
    thumbnail: httpUrl(raw.thumbnail ?? ''),
  }
}

/** A path of the site, or an address elsewhere, as an absolute URL. */
const onSite = (address: string): string | null => httpUrl(address.startsWith('/') ? site + address : address)

/** The address when it is an http(s) URL; words such as `self` or `nsfw`, and other schemes, are none. */
const httpUrl = (address: string): string | null =>
  /^https?:\/\/./i.test(address) && URL.canParse(address) ? address : null

const isError = (value: unknown): value is { error: number } =>
  typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'number'

function inBand(status: number, text: string, query: TopQuery): AppError {
  const explained = explainListing({ status, header: () => null, text: text.slice(0, 1_000) }, query)
  if (explained) return explained
  if (status === 401 || status === 403)
    return new AppError('upstream_forbidden', `r/${query.subreddit} is refused`)
  return new AppError('upstream_error', `error ${status} inside a 200`)
}
