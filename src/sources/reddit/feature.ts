import { z } from 'zod'
import { defineCollection } from '../../define/collection.ts'
import { defineFeature } from '../../define/feature.ts'
import { whole } from '../../define/field.ts'
import { type About, definePart, type Gathered } from '../../define/part.ts'
import { listed } from '../../define/selection.ts'
import { Post, type TopQuery } from './schema.ts'
import type { Settings } from './settings.ts'
import { reddit as source } from './source.ts'
import { betweenSubreddits, subredditName } from './subreddit-name.ts'
import { timeWindows } from './time-windows.ts'

/** The posts of one subreddit. */
export const SubredditPosts = z
  .object({ subreddit: z.string().meta({ examples: ['sailing'] }), posts: z.array(Post) })
  .meta({ id: 'SubredditPosts' })

/**
 * A subreddit's name in lower case: 2 to 21 letters, digits, underscores and dots. The name of a user page is `u_` and up to 20
 * such characters or hyphens.
 */
export const SubredditName = z
  .string()
  .transform(subredditName)
  .pipe(
    z.string().regex(/^(?:[a-z0-9][a-z0-9_.]{1,20}|u_[a-z0-9_-]{3,20})$/, {
      error: ({ input }) => `"${String(input).slice(0, 40)}" is not a subreddit name`,
    }),
  )
  .meta({ pattern: '^(?:/?[Rr]/)?(?:[A-Za-z0-9][A-Za-z0-9_.]{1,20}|[Uu]_[A-Za-z0-9_-]{3,20})$' })

export const subredditNames = {
  item: SubredditName,
  separator: betweenSubreddits,
  description: 'Subreddits',
  examples: ['sailing', 'boating'],
}

/** The input for the posts of a subreddit. */
export const postOptions = {
  t: z.enum(timeWindows).default('day').meta({ description: 'Period over which posts are ranked' }),
  limit: whole({ min: 1, max: 100, default: 5, description: 'Posts per subreddit' }),
}

/** The part of a subreddit. */
export const postsPart = definePart({
  source,
  input(subreddit: string, { options }: About<string, Pick<TopQuery, 't' | 'limit'>, Settings>): TopQuery {
    const { t, limit } = options
    return { subreddit, t, limit }
  },
  present: ({ items }): Post[] => items,
})

export const toSubreddit = ({ item, piece }: Gathered<string, Post[]>) => ({ subreddit: item, posts: piece })

const top = defineCollection({
  path: '/v1/reddit/top',
  operationId: 'getTopPosts',
  tool: 'top_posts',
  summary: 'Top posts of subreddits',
  description:
    'The posts with the highest score in a period; all subreddits are requested at once. A subreddit that fails is absent ' +
    'from `subreddits` and reported in `parts`.',
  job: { kind: 'reddit', example: { subreddits: ['sailing', 'boating'], t: 'week' } },
  item: SubredditName,
  select: { subreddits: listed(subredditNames) },
  options: postOptions,
  max: { request: 20, job: 200 },
  part: postsPart,
  piece: z.array(Post),
  data: z.object({ subreddits: z.array(SubredditPosts) }).meta({ id: 'TopPosts' }),
  assemble: (gathered) => ({ subreddits: gathered.map(toSubreddit) }),
})

/** The Reddit feature. */
export const reddit = defineFeature({
  name: 'reddit',
  summary: 'Top posts of subreddits.',
  sources: [source],
  collections: [top],
})
