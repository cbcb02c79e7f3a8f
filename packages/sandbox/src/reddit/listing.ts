import { createMemo } from '../memo.ts'
import { seeded } from '../random.ts'
import type { UpstreamOptions } from '../sandbox.ts'
import { makePost } from './post.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const day = { spanMs: dayMs, stepMs: hourMs }
const windows = new Map([
  ['hour', { spanMs: hourMs, stepMs: 5 * 60_000 }],
  ['day', day],
  ['week', { spanMs: 7 * dayMs, stepMs: 6 * hourMs }],
  ['month', { spanMs: 30 * dayMs, stepMs: dayMs }],
  ['year', { spanMs: 365 * dayMs, stepMs: 7 * dayMs }],
  ['all', { spanMs: 3_650 * dayMs, stepMs: 30 * dayMs }],
])

/** What a listing is asked with; `t` and `limit` as they stand in the URL. */
export interface ListingQuery {
  subreddit: string
  t: string | undefined
  limit: string | undefined
}

/** Writes listings of top posts, and keeps those it wrote last. */
export function createListings(options: UpstreamOptions): (query: ListingQuery) => string {
  const written = createMemo<string>(60)
  return (query) => {
    const key = [query.subreddit, query.t, query.limit, Math.floor(options.now() / (5 * 60_000))].join(' ')
    return written(key, () => JSON.stringify(makeListing(query, options)))
  }
}

/** The top posts of a subreddit, best first; they change when the window has moved by a step, not at every call. */
function makeListing({ subreddit, t = 'day', limit }: ListingQuery, { now, seed }: UpstreamOptions): unknown {
  const { spanMs, stepMs } = windows.get(t) ?? day
  const wanted = Math.min(100, Math.max(1, Number.parseInt(limit ?? '25', 10) || 25))
  const newest = Math.floor(now() / stepMs) * stepMs
  const parts = [seed, subreddit.toLowerCase(), t, newest]
  const best = seeded('best', ...parts).int(60, 9_000)
  const posts = Array.from({ length: wanted }, (_, rank) => {
    const age = seeded('age', ...parts, rank).next() * (spanMs - stepMs)
    const score = Math.max(1, Math.floor(best / (1 + rank * 0.35)))
    return makePost({ subreddit, rank, createdSeconds: Math.floor((newest - age) / 1_000), score, parts })
  })
  return {
    kind: 'Listing',
    data: {
      after: `t3_${posts.at(-1)?.id}`,
      dist: posts.length,
      modhash: '',
      geo_filter: '',
      children: posts.map((data) => ({ kind: 't3', data })),
      before: null,
    },
  }
}

/** A listing of nothing, as an empty subreddit answers. */
export const emptyListing = {
  kind: 'Listing',
  data: { after: null, dist: 0, modhash: '', geo_filter: '', children: [], before: null },
}
