import { z } from 'zod'
import type { TimeWindow } from './time-windows.ts'

const httpUrl = z.url({ protocol: /^https?$/ })

/** A post in the answer. */
export const Post = z
  .object({
    id: z.string().meta({ description: 'Without its type prefix', examples: ['1sk99af'] }),
    title: z.string().meta({ examples: ['Across the bay in a 1978 ketch'] }),
    score: z
      .int()
      .nullable()
      .meta({
        description: 'Upvotes minus downvotes, as blurred by Reddit; null if not reported',
        examples: [1913],
      }),
    comments: z
      .int()
      .nullable()
      .meta({ description: 'Number of comments; null if not reported', examples: [160] }),
    author: z.string().nullable().meta({ description: 'null when the account is deleted' }),
    url: httpUrl.meta({ description: 'What the post links to; its own page for a text post' }),
    permalink: httpUrl.meta({ description: 'The page of the post' }),
    createdAt: z.iso.datetime().meta({ examples: ['2026-11-20T07:30:02Z'] }),
    domain: z.string().meta({ examples: ['self.sailing'] }),
    over18: z.boolean(),
    selfText: z.string().meta({ description: 'Markdown of a text post, or ""' }),
    thumbnail: httpUrl.nullable().meta({ description: 'null if there is no picture' }),
  })
  .meta({ id: 'Post', description: 'A post of a subreddit' })
export type Post = z.infer<typeof Post>

/** The input of the Reddit source. */
export interface TopQuery {
  /** Lower case. */
  subreddit: string
  t: TimeWindow
  /** Maximum number of posts. */
  limit: number
}
