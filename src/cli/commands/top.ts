import { printAnswer, streamed } from '../answer.ts'
import { defineCommand } from '../command.ts'
import type { OptionTable } from '../options.ts'
import { renderPosts } from '../render/briefing.ts'

/** Which posts are meant. */
export const postOptions = {
  t: {
    kind: 'choice',
    value: 'TIME',
    choices: ['hour', 'day', 'week', 'month', 'year', 'all'],
    about: 'the time that scores count over; default day',
  },
  limit: { kind: 'number', value: 'N', least: 1, most: 100, about: 'posts of each subreddit; default 5' },
} as const satisfies OptionTable

export const top = defineCommand({
  usage: 'SUBREDDIT...',
  about: 'Top posts of subreddits.',
  takes: { name: 'SUBREDDIT', least: 1, most: 20 },
  options: { ...postOptions, ...streamed },
  examples: [['sailing boating --t week --limit 3', 'three posts of each, of this week']],
  async run(invocation) {
    const { values, positionals, connect } = invocation
    const query = { subreddits: positionals, t: values.t, limit: values.limit }
    const { reddit } = await connect()
    return printAnswer(invocation, { route: reddit.top, query }, (data, style) =>
      renderPosts(data.subreddits, style),
    )
  },
})
