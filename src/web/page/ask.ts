// What the form asks, as its fields hold it and as the address of the page carries it.

import { betweenSubreddits, subredditName } from '../../sources/reddit/subreddit-name.ts'

export const timeWindows = ['hour', 'day', 'week', 'month', 'year', 'all'] as const

export interface Ask {
  place: string
  /** Lower case, in the order typed. */
  subreddits: readonly string[]
  count: number
  t: string
}

export const defaultAsk: Ask = { place: '', subreddits: [], count: 3, t: 'day' }

/** Reads an address's query; what is absent has its default, what is wrong is left for the service to say. */
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

/** The query of the page, and of `/v1/briefing`, for it; what has its default is left out. */
export function writeAsk({ place, subreddits, count, t }: Ask): URLSearchParams {
  const query = new URLSearchParams({ place })
  if (subreddits.length > 0) query.set('subreddits', subreddits.join(','))
  if (count !== defaultAsk.count) query.set('count', String(count))
  if (t !== defaultAsk.t) query.set('t', t)
  return query
}
