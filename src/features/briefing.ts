// The composed answer: marine conditions near a place, and what people say there. Only the zones depend on another part (the
// position); everything else starts at once.
import { z } from 'zod'
import { positionIn } from '../core/position.ts'
import { list, whole } from '../core/query.ts'
import type { AnswerCollector } from '../define/collector.ts'
import { defineFeature } from '../define/feature.ts'
import { askPart, askParts, definePart } from '../define/part.ts'
import { defineRoute } from '../define/route.ts'
import { Alert } from '../sources/alerts/schema.ts'
import { alerts } from '../sources/alerts/source.ts'
import { placePart } from '../sources/geocode/feature.ts'
import { callerPlace, PlaceName } from '../sources/geocode/place-name.ts'
import { Place } from '../sources/geocode/schema.ts'
import { geocode } from '../sources/geocode/source.ts'
import { nearestZones } from '../sources/marine/catalogue/nearest-zones.ts'
import { forecastPart } from '../sources/marine/routes/forecasts.ts'
import { Forecast } from '../sources/marine/schema.ts'
import { marine } from '../sources/marine/source.ts'
import {
  postOptions,
  postsPart,
  SubredditPosts,
  subredditNames,
  toSubreddit,
} from '../sources/reddit/feature.ts'
import { reddit } from '../sources/reddit/source.ts'

const BriefingQuery = z.object({
  place: PlaceName.meta({
    description: 'A place as people write it, or a position',
    examples: ['Annapolis, MD'],
  }),
  count: whole(1, 20).default(3).meta({ description: 'Number of nearest zones, within 150 km' }),
  subreddits: list({ ...subredditNames, max: 20 }).optional(),
  t: postOptions.t,
  limit: postOptions.limit('request', 20),
})

const BriefingData = z
  .object({
    place: z.union([Place, z.null()]).meta({ description: 'null if it was not found' }),
    marine: z.array(Forecast).meta({ description: 'The nearest zones, nearest first; empty inland' }),
    alerts: z.array(Alert).meta({ description: 'Alerts in effect in these zones' }),
    reddit: z.array(SubredditPosts),
  })
  .meta({ id: 'Briefing' })

type BriefingQuery = z.infer<typeof BriefingQuery>

/** In the order of their parts. */
const sources = [geocode, marine, alerts, reddit]

const alertsPart = definePart({
  source: alerts,
  input: (zone: string) => ({ zone }),
  present: ({ items }): Alert[] => items,
})

/** `GET /v1/briefing`. */
export const briefingRoute = defineRoute({
  path: '/v1/briefing',
  operationId: 'getBriefing',
  tool: 'briefing',
  summary: 'Forecasts, alerts and posts for a place',
  description:
    'Looks up the place, then requests the forecasts and alerts of the nearest marine zones; the top posts of the ' +
    'subreddits are requested at the same time. A part that fails is reported in `parts`; the rest of the answer is not ' +
    'affected.',
  input: BriefingQuery,
  data: BriefingData,
  sources,
  asks: ({ place, count, subreddits = [] }) => [
    [geocode, positionIn(place) ? 0 : 1],
    [marine, count],
    [alerts, count],
    [reddit, subreddits.length],
  ],
  async gather(query, collector) {
    const [{ place, sea }, posts] = await Promise.all([
      atPlace(query, collector),
      askParts(postsPart, query.subreddits ?? [], query, collector),
    ])
    return { place, ...sea, reddit: posts.map(toSubreddit) }
  },
})

/** One answer from all sources. */
export const briefing = defineFeature({
  name: 'briefing',
  summary: 'All sources in one answer.',
  sources,
  routes: [briefingRoute],
})

async function atPlace(query: BriefingQuery, collector: AnswerCollector) {
  const place = await findPlace(query, collector)
  const sea = place ? await atSea(place, query.count, collector) : { marine: [], alerts: [] }
  return { place, sea }
}

/** The requested place; a position needs no geocoder and no part. */
async function findPlace({ place }: BriefingQuery, collector: AnswerCollector): Promise<Place | null> {
  const position = positionIn(place)
  return position ? callerPlace(place, position) : askPart(placePart, place, {}, collector)
}

async function atSea(point: { lat: number; lon: number }, count: number, collector: AnswerCollector) {
  const zones = nearestZones(point, count).map(({ zone }) => zone.id)
  const [forecasts, found] = await Promise.all([
    askParts(forecastPart, zones, { raw: false }, collector),
    askParts(alertsPart, zones, {}, collector),
  ])
  return {
    marine: forecasts.map(({ piece }) => piece),
    alerts: distinct(found.flatMap(({ piece }) => piece)),
  }
}

/** Removes duplicates: an alert for several zones is returned with each of them. */
const distinct = (found: readonly Alert[]): Alert[] => [
  ...new Map(found.map((alert) => [alert.id, alert])).values(),
]
