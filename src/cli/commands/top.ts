import { timeWindows } from '../../sources/reddit/time-windows.ts'
import { defineAnswerCommand } from '../answer.ts'
import type { OptionTable } from '../options.ts'
import { renderPosts } from '../render/briefing.ts'

/** Options that select posts. */
export const postOptions = {
  t: {
    kind: 'choice',
    value: 'TIME',
    choices: timeWindows,
    about: 'period of the ranking; default day',
  },
  limit: { kind: 'number', value: 'N', min: 1, max: 100, about: 'posts per subreddit; default 5' },
} as const satisfies OptionTable

export const top = defineAnswerCommand({
  about: 'Top posts of subreddits.',
  takes: { name: 'SUBREDDIT', min: 1, max: 20 },
  options: postOptions,
  examples: [['sailing boating --t week --limit 3', 'three posts of each, of this week']],
  route: ({ reddit }) => reddit.top,
  query: ({ t, limit }, subreddits) => ({ subreddits, t, limit }),
  render: ({ subreddits }, style) => renderPosts(subreddits, style),
})
