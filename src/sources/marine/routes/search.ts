import { whole } from '../../../core/query.ts'
import { askParts } from '../../../define/part.ts'
import { defineRoute } from '../../../define/route.ts'
import { selectionOf } from '../../../define/selection.ts'
import type { Advisory, MarineText } from '../schema.ts'
import { type Match, Matches, TermsQuery } from '../search/schema.ts'
import { snippetOf } from '../search/snippet.ts'
import { createTextSearch, type TextSearch } from '../search/text-search.ts'
import { marine } from '../source.ts'
import { advisoryFor, forecastPart } from './forecasts.ts'
import { count, group, maxZones, near, office, zones } from './select-zones.ts'

const { schema, itemsOf } = selectionOf(
  {
    select: { zones, group, office, near },
    options: {
      q: TermsQuery,
      count,
      limit: whole(1, 500).default(50).meta({ description: 'Maximum number of matches' }),
    },
    maxItems: maxZones.request,
  },
  'request',
)

/** `GET /v1/marine/search`. */
export const search = defineRoute({
  path: '/v1/marine/search',
  operationId: 'searchForecasts',
  tool: 'search_forecasts',
  summary: 'Search the words of current forecasts',
  description:
    'The headlines and periods of these zones that contain all words of the query, with the words marked. The forecasts are ' +
    'requested and cached as for `/v1/marine/forecasts`; a zone whose forecast is not available is reported in `parts` and ' +
    'has no matches. Each headline and each period is matched on its own; names of periods and zones are not searched.',
  input: schema,
  data: Matches,
  sources: [marine],
  asks: (query) => [[marine, itemsOf(query).length]],
  async gather(query, collector) {
    const find = createTextSearch(query.q, collector)
    const part = {
      source: marine,
      input: forecastPart.input,
      present: (text: MarineText, about: Parameters<typeof advisoryFor>[1]) =>
        matchesIn(advisoryFor(text, about), text.periods, find),
    }
    const gathered = await askParts(part, itemsOf(query), { raw: false }, collector)
    const found = gathered.flatMap(({ piece }) => piece)
    return { matches: found.slice(0, query.limit), total: found.length }
  },
})

async function matchesIn(
  { zone, headlines, expired }: Advisory,
  periods: MarineText['periods'],
  find: TextSearch,
): Promise<Match[]> {
  const texts = [...headlines, ...periods.map(({ text }) => text)]
  const found = await find(texts)
  return found.map(({ index, spans }) => {
    const period = periods[index - headlines.length]?.name ?? null
    const { segments: snippet, cut } = snippetOf(texts[index] ?? '', spans)
    const kind = period === null ? 'headline' : 'period'
    return { zone, kind, period, expired, snippet, cut }
  })
}
