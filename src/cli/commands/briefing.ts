import { printAnswer, streamed } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderBriefing } from '../render/briefing.ts'
import { postOptions } from './top.ts'

export const briefing = defineCommand({
  usage: 'PLACE',
  about:
    'A place as people write it, or a position: the forecasts and alerts of the marine zones nearest to it, and the top posts ' +
    'of subreddits.',
  takes: { name: 'PLACE', least: 1, most: 1 },
  options: {
    count: {
      kind: 'number',
      value: 'N',
      least: 1,
      most: 20,
      about: 'how many of the nearest zones; default 3',
    },
    subreddits: { kind: 'list', value: 'A,B', about: 'subreddits to look into' },
    ...postOptions,
    words: { kind: 'flag', about: "the forecaster's words instead of the values in them" },
    ...streamed,
  },
  examples: [
    ['"Annapolis, MD"', 'the three nearest zones'],
    ['"Annapolis, MD" --subreddits sailing,boating --count 1', 'one zone, and what people say'],
    ['38.97,-76.49 --json --stream | jq -c .part', 'each part the moment it is there'],
  ],
  async run(invocation) {
    const { values, positionals, connect } = invocation
    const { count, subreddits, t, limit, words } = values
    const [place = ''] = positionals
    const query = { place, count, subreddits, t, limit }
    const { briefing: route } = await connect()
    return printAnswer(invocation, { route, query }, (data, style) => renderBriefing(data, style, { words }))
  },
})
