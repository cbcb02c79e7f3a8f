import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { isoInstant } from '../iso-instant.ts'
import type { Items } from '../items.ts'
import { checked, parseJson, readEach } from '../read-json.ts'
import { explainListing } from './failures.ts'
import { httpUrl } from './http-url.ts'
import type { Post, TopQuery } from './schema.ts'

const Listing = z.object({ data: z.object({ children: z.array(z.unknown()) }) })

// A post needs an id, a title and a time. Any other missing or invalid field costs only that field.
const count = z.int().nullish().catch(null)
const text = z.string().nullish().catch(null)
const flag = z.boolean().nullish().catch(null)

const RawPost = z.object({
  id: z.string().min(1),
  title: z.string(),
  score: count,
  num_comments: count,
  author: text,
  url: text,
  permalink: text,
  created_utc: z.number().min(0).max(253_402_300_799),
  domain: text,
  over_18: flag,
  selftext: text,
  thumbnail: text,
  promoted: flag,
})
const Child = z.object({ data: RawPost })

const site = 'https://www.reddit.com'

/**
 * Reads the posts of a listing, in its order, at most as many as requested. Throws `not_found` for a listing of subreddits (the search
 * page for unknown names), `upstream_invalid` if it is not a listing, and the matching error for an error inside a 200.
 */
export function readListing(body: string, query: TopQuery): Items<Post> {
  const value = parseJson(body)
  if (isError(value)) throw inBand(value.error, body, query)
  const children = checked(Listing, value, 'a listing').data.children.filter((child) => child !== null)
  const posts = children.filter((child) => (kindOf(child) ?? 't3') === 't3')
  if (posts.length === 0 && children.length > 0) {
    if (children.every((child) => kindOf(child) === 't5')) {
      throw new AppError('not_found', `there is no subreddit r/${query.subreddit}`)
    }
    throw new AppError('upstream_invalid', 'the listing has no posts')
  }
  const { items, skipped } = readEach(Child, posts, 'a post')
  const wanted = items.map(({ data }) => data).filter(({ promoted }) => promoted !== true)
  return { items: wanted.slice(0, query.limit).map(toPost), skipped }
}

/** The declared kind of a child; undefined if missing. */
function kindOf(child: unknown): string | undefined {
  const { kind } = Object(child) as { kind?: unknown }
  return typeof kind === 'string' ? kind : undefined
}

function toPost(raw: z.infer<typeof RawPost>): Post {
  const permalink = onSite(raw.permalink ?? '') ?? `${site}/comments/${encodeURIComponent(raw.id)}`
  const author = raw.author ?? null
  return {
    id: raw.id,
    title: raw.title,
    score: raw.score ?? null,
    comments: raw.num_comments ?? null,
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

/** An absolute URL from a path of the site, a URL without scheme, or a whole URL. */
const onSite = (address: string): string | null =>
  httpUrl(address.startsWith('//') ? `https:${address}` : address.startsWith('/') ? site + address : address)

const isError = (value: unknown): value is { error: number } =>
  typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'number'

function inBand(status: number, text: string, query: TopQuery): AppError {
  const explained = explainListing({ status, header: () => null, text: text.slice(0, 1_000) }, query)
  if (explained) return explained
  if (status === 401 || status === 403)
    return new AppError('upstream_forbidden', `access to r/${query.subreddit} is refused`)
  return new AppError('upstream_error', `the body of a 200 reports error ${status}`)
}
