import { defineAnswerCommand } from '../answer.ts'
import { renderBriefing } from '../render/briefing.ts'
import { postOptions } from './top.ts'

export const briefing = defineAnswerCommand({
  about:
    'Forecasts and alerts of the marine zones nearest to a place, and top posts of subreddits. PLACE is a name or a position.',
  takes: { name: 'PLACE', min: 1, max: 1 },
  options: {
    count: {
      kind: 'number',
      value: 'N',
      min: 1,
      max: 20,
      about: 'number of nearest zones; default 3',
    },
    subreddits: { kind: 'list', value: 'A,B', about: 'subreddits to read' },
    ...postOptions,
    words: { kind: 'flag', about: "the forecaster's text instead of parsed values" },
  },
  examples: [
    ['"Annapolis, MD"', 'the three nearest zones'],
    ['"Annapolis, MD" --subreddits sailing,boating --count 1', 'one zone and the posts of two subreddits'],
    ['38.97,-76.49 --json --stream | jq -c .part', 'each part when it arrives'],
  ],
  route: (client) => client.briefing,
  query: ({ count, subreddits, t, limit }, [place = '']) => ({ place, count, subreddits, t, limit }),
  render: renderBriefing,
})
