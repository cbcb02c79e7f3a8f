import { z } from 'zod'
import { jsonList } from '../../core/query.ts'
import { defineJobKind, type JobKind } from '../../define/job-kind.ts'
import { SubredditName, TopPosts, windows } from './route.ts'
import { Post } from './schema.ts'
import { reddit } from './source.ts'

const Selection = z.strictObject({
  subreddits: jsonList({
    item: SubredditName,
    most: 200,
    description: 'Subreddits',
    examples: ['sailing', 'boating'],
  }),
  t: z.enum(windows).default('day').meta({ description: 'The time that the score counts over' }),
  limit: z.int().min(1).max(100).default(5).meta({ description: 'Posts of each subreddit' }),
})

const top = defineJobKind({
  kind: 'reddit',
  summary: 'The top posts of subreddits',
  input: Selection,
  example: { subreddits: ['sailing', 'boating'], t: 'week' },
  sources: ['reddit'],
  items: ({ subreddits }) => subreddits,
  item: SubredditName,
  ask: (subreddit, { t, limit }, gathering) =>
    gathering.ask(reddit, { subreddit, t, limit }, ({ items }) => items),
  piece: z.array(Post),
  data: TopPosts,
  assemble: (gathered) => ({
    subreddits: gathered.map(({ item, piece }) => ({ subreddit: item, posts: piece })),
  }),
})

/** The route's answer for more subreddits than a request may ask for. */
export const redditJobs: readonly JobKind[] = [top]
