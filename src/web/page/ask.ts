// The query of the search form, as in its fields and in the URL of the page.

import { betweenSubreddits, subredditName } from '../../sources/reddit/subreddit-name.ts'

export interface Ask {
  place: string
  /** Lower case, in the order typed. */
  subreddits: readonly string[]
  count: number
  t: string
}

export const defaultAsk: Ask = { place: '', subreddits: [], count: 3, t: 'day' }

/** Reads a URL query. Absent values get their defaults; the service reports invalid ones. */
export function readAsk(query: URLSearchParams): Ask {
  const names = query.getAll('subreddits').flatMap((text) => text.split(betweenSubreddits))
  const count = query.get('count') ?? ''
  return {
    place: (query.get('place') ?? '').trim(),
    subreddits: [...new Set(names.map(subredditName).filter((name) => name !== ''))],
    count: count === '' ? defaultAsk.count : Number(count),
    t: query.get('t') || defaultAsk.t,
  }
}

/** The query for the page and for `/v1/briefing`, without default values. */
export function writeAsk({ place, subreddits, count, t }: Ask): URLSearchParams {
  const query = new URLSearchParams({ place })
  if (subreddits.length > 0) query.set('subreddits', subreddits.join(','))
  if (count !== defaultAsk.count) query.set('count', String(count))
  if (t !== defaultAsk.t) query.set('t', t)
  return query
}
