import { defineAnswerCommand } from '../answer.ts'
import { renderMatches } from '../render/zones.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const search = defineAnswerCommand({
  about:
    'Finds headlines and forecast periods that contain all these words. "Quotes" match a phrase; -word excludes a word (after ' +
    '--, so that it is not read as an option).',
  takes: { name: 'WORDS', min: 1, max: 20 },
  options: {
    ...selectionOptions,
    office: { kind: 'text', value: 'LWX', about: 'all zones of an office' },
    limit: { kind: 'number', value: 'N', min: 1, max: 500, about: 'maximum number of matches; default 50' },
  },
  examples: [
    ['gale --group chesapeake', 'forecasts that mention gales'],
    ['\'"patchy fog"\' --office LWX', 'a phrase, in all zones of an office'],
  ],
  route: ({ marine }) => marine.search,
  query(values, words) {
    const { office, limit } = values
    return { q: words.join(' '), limit, office, ...selectionOf(values, []) }
  },
  render: renderMatches,
})
