import { z } from 'zod'
import { list, whole } from '../../core/query.ts'
import { defineRoute, type Gathering, present, type Route } from '../../define/route.ts'
import { Post } from './schema.ts'
import { reddit } from './source.ts'

/** The posts of one subreddit. */
export const SubredditPosts = z
  .object({ subreddit: z.string().meta({ examples: ['sailing'] }), posts: z.array(Post) })
  .meta({ id: 'SubredditPosts' })
export type SubredditPosts = z.infer<typeof SubredditPosts>

/** A subreddit's name, made lower case: letters, digits and underscores, two to 21 characters; a leading `r/` is dropped. */
export const SubredditName = z
  .string()
  .trim()
  .toLowerCase()
  .transform((name) => name.replace(/^\/?r\//, ''))
  .pipe(
    z.string().regex(/^[a-z0-9][a-z0-9_]{1,20}$/, {
      error: ({ input }) => `"${String(input).slice(0, 40)}" is not a subreddit's name`,
    }),
  )
  .meta({ pattern: '^(?:/?[Rr]/)?[A-Za-z0-9][A-Za-z0-9_]{1,20}$' })

export const Subreddits = list({
  item: SubredditName,
  most: 20,
  description: 'Subreddits',
  examples: ['sailing', 'boating'],
})

export const windows = ['hour', 'day', 'week', 'month', 'year', 'all'] as const

/** The query parameters that say which posts are meant. */
export const postSelection = {
  t: z.enum(windows).default('day').meta({ description: 'The time that the score counts over' }),
  limit: whole(1, 100).default(5).meta({ description: 'Posts of each subreddit' }),
}

/** Asks for the top posts of these subreddits at once; null where the part failed. */
export function gatherPosts(
  subreddits: readonly string[],
  selection: { t: (typeof windows)[number]; limit: number },
  gathering: Gathering,
): Promise<(SubredditPosts | null)[]> {
  const one = async (subreddit: string): Promise<SubredditPosts | null> => {
    const posts = await gathering.ask(reddit, { subreddit, ...selection }, ({ items }) => items)
    return posts && { subreddit, posts }
  }
  return Promise.all(subreddits.map(one))
}

/** The `data` of top posts. */
export const TopPosts = z.object({ subreddits: z.array(SubredditPosts) }).meta({ id: 'TopPosts' })

const top = defineRoute({
  path: '/v1/reddit/top',
  operationId: 'getTopPosts',
  tool: 'top_posts',
  summary: 'The top posts of subreddits',
  description:
    'The posts with the highest score in a window of time, all subreddits asked at once. A subreddit that cannot be had is ' +
    'absent from `subreddits` and labelled in `parts`.',
  query: z.object({ subreddits: Subreddits, ...postSelection }),
  data: TopPosts,
  sources: ['reddit'],
  // With credentials one for the token.
  requests: ({ subreddits }) => 1 + subreddits.length,
  async gather({ subreddits, ...selection }, gathering) {
    return { subreddits: present(await gatherPosts(subreddits, selection, gathering)) }
  },
})

export const redditRoutes: readonly Route[] = [top]
