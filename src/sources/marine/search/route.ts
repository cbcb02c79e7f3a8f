import { whole } from '../../../core/query.ts'
import { defineRoute, present } from '../../../define/route.ts'
import { selectionWith, zonesOf } from '../query.ts'
import { gatherForecasts } from '../route.ts'
import type { Forecast } from '../schema.ts'
import { type Match, Matches, TermsQuery } from './schema.ts'
import { snippetOf } from './snippet.ts'
import { createTextSearch, type TextSearch } from './text-search.ts'

/** `GET /v1/marine/search`. */
export const search = defineRoute({
  path: '/v1/marine/search',
  operationId: 'searchForecasts',
  tool: 'search_forecasts',
  summary: 'Search the words of current forecasts',
  description:
    'The headlines and periods of these zones that hold all words asked for, with the words marked. The forecasts are asked, ' +
    'cached and labelled as for `/v1/marine/forecasts`; a zone whose forecast cannot be had is labelled in `parts`, and what ' +
    'it says is in no match. A headline, or the text of a period, matches by itself: names of periods and zones are not ' +
    'looked at.',
  query: selectionWith({
    q: TermsQuery,
    limit: whole(1, 500).default(50).meta({ description: 'Most matches given' }),
  }),
  data: Matches,
  sources: ['marine'],
  requests: (query) => zonesOf(query).length,
  async gather({ q, limit, ...selection }, gathering) {
    const find = createTextSearch(q, gathering)
    const shape = (forecast: Forecast): Promise<Match[]> => matchesIn(forecast, find)
    const found = present(await gatherForecasts(zonesOf(selection), gathering, { raw: false, shape })).flat()
    return { matches: found.slice(0, limit), total: found.length }
  },
})

async function matchesIn(forecast: Forecast, find: TextSearch): Promise<Match[]> {
  const { zone, headlines, periods, expired } = forecast
  const texts = [...headlines, ...periods.map(({ text }) => text)]
  const found = await find(texts)
  return found.map(({ index, spans }) => {
    const period = periods[index - headlines.length]?.name ?? null
    const { segments: snippet, cut } = snippetOf(texts[index] ?? '', spans)
    const kind = period === null ? 'headline' : 'period'
    return { zone: { id: zone.id, name: zone.name }, kind, period, expired, snippet, cut }
  })
}
