import { createJobs, type Jobs } from './jobs.ts'
import type { CallOptions, ClientOptions } from './options.ts'
import {
  type Landed,
  type LandedAlerts,
  type LandedForecast,
  type LandedPlace,
  type LandedPosts,
  type StreamEvent,
  streamEvents,
} from './stream.ts'
import { createTransport, type RouteName, type Transport } from './transport.ts'
import type * as Api from './types.ts'

/** A route that answers whole or part by part. */
export interface Aggregated<Query, Answer, Piece> {
  /** The whole answer. With failed parts `complete` is false. */
  (query: Query, options?: CallOptions): Promise<Answer>
  /** Each part as it lands, how far it is, and last the whole answer. Leaving the loop ends the request. */
  stream(query: Query, options?: CallOptions): AsyncGenerator<StreamEvent<Answer, Piece>, void, void>
}

type BriefingPiece = LandedPlace | LandedForecast | LandedAlerts | LandedPosts

/** Every route of the service. Each call rejects with a `TributaryError`, or with its signal's reason. */
export interface Tributary {
  /** A place: the forecasts and alerts of the zones nearest to it, and what people say. */
  briefing: Aggregated<Api.GetBriefingQuery, Api.GetBriefingAnswer, BriefingPiece>
  marine: {
    forecasts: Aggregated<Api.GetForecastsQuery, Api.GetForecastsAnswer, LandedForecast>
    advisories: Aggregated<Api.GetAdvisoriesQuery, Api.GetAdvisoriesAnswer, Landed<'marine', Api.Advisory>>
    /** Headlines and periods that hold all words of `q`. */
    search: Aggregated<Api.SearchForecastsQuery, Api.SearchForecastsAnswer, Landed<'marine', Api.Match[]>>
    /** A page of the catalogue; the next one with `cursor: nextCursor`. */
    zones(query?: Api.ListZonesQuery, options?: CallOptions): Promise<Api.ListZonesAnswer>
    zone(id: string, options?: CallOptions): Promise<Api.GetZoneAnswer>
    /** Any NWS marine text product, typed. */
    parse(text: string, options?: CallOptions & Api.ParseMarineTextQuery): Promise<Api.ParseMarineTextAnswer>
  }
  geocode: Aggregated<Api.GeocodeQuery, Api.GeocodeAnswer, LandedPlace>
  reddit: {
    top: Aggregated<Api.GetTopPostsQuery, Api.GetTopPostsAnswer, LandedPosts>
  }
  /** What addresses answer, where the operator allows it. */
  pages: Aggregated<Api.GetPagesQuery, Api.GetPagesAnswer, Landed<'pages', Api.Page>>
  /** Work that outlives a request. */
  jobs: Jobs
  /** Any route by the name of its operation, for a caller whose question is data: nothing of it is checked here. */
  ask(operation: RouteName, query: object, options?: CallOptions): Promise<unknown>
  /** How every upstream is doing. */
  sources(options?: CallOptions): Promise<Api.ListSourcesAnswer>
  cache: {
    /** Drops what is cached of a source, or of one key. */
    purge(query: Api.PurgeCacheQuery, options?: CallOptions): Promise<Api.PurgeCacheAnswer>
  }
  health(options?: CallOptions): Promise<Api.GetHealthAnswer>
  ready(options?: CallOptions): Promise<Api.GetReadinessAnswer>
  /** Prometheus text. */
  metrics(options?: CallOptions): Promise<string>
  problems: {
    list(options?: CallOptions): Promise<Api.ListProblemsAnswer>
    /** What an error code means, and what to do. */
    get(code: string, options?: CallOptions): Promise<Api.GetProblemAnswer>
  }
}

/** Makes a client. Throws a TypeError for options that cannot be used. */
export function createClient(options: ClientOptions): Tributary {
  const transport = createTransport(options)
  const { json, text } = transport
  return {
    briefing: aggregated(transport, 'getBriefing'),
    marine: {
      forecasts: aggregated(transport, 'getForecasts'),
      advisories: aggregated(transport, 'getAdvisories'),
      search: aggregated(transport, 'searchForecasts'),
      zones: (query, call) => json({ route: 'listZones', query }, call),
      zone: (zone, call) => json({ route: 'getZone', path: { zone } }, call),
      parse: (product, { spans, ...call } = {}) =>
        json(
          {
            route: 'parseMarineText',
            query: { spans },
            body: { type: 'text/plain; charset=utf-8', text: product },
            // Nothing is kept of it.
            isRepeatable: true,
          },
          call,
        ),
    },
    geocode: aggregated(transport, 'geocode'),
    reddit: { top: aggregated(transport, 'getTopPosts') },
    pages: aggregated(transport, 'getPages'),
    jobs: createJobs(transport),
    ask: (route, query, call) => json({ route, query }, call),
    sources: (call) => json({ route: 'listSources' }, call),
    cache: { purge: (query, call) => json({ route: 'purgeCache', query }, call) },
    health: (call) => json({ route: 'getHealth' }, call),
    ready: (call) => json({ route: 'getReadiness' }, call),
    metrics: (call) => text({ route: 'getMetrics' }, call),
    problems: {
      list: (call) => json({ route: 'listProblems' }, call),
      get: (code, call) => json({ route: 'getProblem', path: { code } }, call),
    },
  }
}

function aggregated<Query extends object, Answer, Piece>(
  { json, events }: Transport,
  route: RouteName,
): Aggregated<Query, Answer, Piece> {
  const whole = (query: Query, call?: CallOptions): Promise<Answer> => json({ route, query }, call)
  return Object.assign(whole, {
    stream: (query: Query, call?: CallOptions) => streamEvents<Answer, Piece>(events({ route, query }, call)),
  })
}
