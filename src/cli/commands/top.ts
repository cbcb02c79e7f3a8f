import { printAnswer, streamOption } from '../answer.ts'
import { defineCommand } from '../command.ts'
import type { OptionTable } from '../options.ts'
import { renderPosts } from '../render/briefing.ts'

/** Options that select posts. */
export const postOptions = {
  t: {
    kind: 'choice',
    value: 'TIME',
    choices: ['hour', 'day', 'week', 'month', 'year', 'all'],
    about: 'period of the ranking; default day',
  },
  limit: { kind: 'number', value: 'N', min: 1, max: 100, about: 'posts per subreddit; default 5' },
} as const satisfies OptionTable

export const top = defineCommand({
  usage: 'SUBREDDIT...',
  about: 'Top posts of subreddits.',
  takes: { name: 'SUBREDDIT', min: 1, max: 20 },
  options: { ...postOptions, ...streamOption },
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
