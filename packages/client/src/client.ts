import { createJobs, type Jobs } from './jobs.ts'
import type { OperationsOf, Question, Streaming } from './operation.ts'
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
import { createTransport, type Transport } from './transport.ts'
import type * as Api from './types.ts'

/** A route with a plain and a streamed answer. */
export interface Aggregated<Query, Answer, Piece> {
  /** The whole answer. With failed parts `complete` is false. */
  (query: Query, options?: CallOptions): Promise<Answer>
  /** Each part as it completes, the progress, and finally the whole answer. Leaving the loop ends the request. */
  stream(query: Query, options?: CallOptions): AsyncGenerator<StreamEvent<Answer, Piece>, void, void>
}

type BriefingPiece = LandedPlace | LandedForecast | LandedAlerts | LandedPosts

/**
 * Every route of the service. Each call rejects with a `TributaryError`, or with its signal's reason. `Operations` lists the
 * operations of `ask` and `stream`: by default those of the built-in features.
 */
export interface Tributary<Operations extends OperationsOf<Operations> = Api.Operations> {
  /** Forecasts and alerts of the zones nearest to a place, and top posts of subreddits. */
  briefing: Aggregated<Api.GetBriefingQuery, Api.GetBriefingAnswer, BriefingPiece>
  marine: {
    forecasts: Aggregated<Api.GetForecastsQuery, Api.GetForecastsAnswer, LandedForecast>
    advisories: Aggregated<Api.GetAdvisoriesQuery, Api.GetAdvisoriesAnswer, Landed<'marine', Api.Advisory>>
    /** Headlines and periods that contain all words of `q`. */
    search: Aggregated<Api.SearchForecastsQuery, Api.SearchForecastsAnswer, Landed<'marine', Api.Match[]>>
    /** A page of the catalogue; the next one with `cursor: nextCursor`. */
    zones(query?: Api.ListZonesQuery, options?: CallOptions): Promise<Api.ListZonesAnswer>
    zone(id: string, options?: CallOptions): Promise<Api.GetZoneAnswer>
    /** Parses any NWS marine text product. */
    parse(text: string, options?: CallOptions & Api.ParseMarineTextQuery): Promise<Api.ParseMarineTextAnswer>
  }
  geocode: Aggregated<Api.GeocodeQuery, Api.GeocodeAnswer, LandedPlace>
  reddit: {
    top: Aggregated<Api.GetTopPostsQuery, Api.GetTopPostsAnswer, LandedPosts>
  }
  /** Status, title and size of web pages, if the operator allows it. */
  pages: Aggregated<Api.GetPagesQuery, Api.GetPagesAnswer, Landed<'pages', Api.Page>>
  /** Work that outlives a request. */
  jobs: Jobs
  /** Calls any operation by its name. */
  ask<Name extends keyof Operations & string>(
    operation: Name,
    question: Question<Operations[Name]>,
    options?: CallOptions,
  ): Promise<Operations[Name]['answer']>
  /** Streams any aggregated operation by its name, part by part. `Piece` is the type of its parts. */
  stream<Name extends Streaming<Operations> & string, Piece = Landed<string, unknown>>(
    operation: Name,
    question: Question<Operations[Name]>,
    options?: CallOptions,
  ): AsyncGenerator<StreamEvent<Operations[Name]['answer'], Piece>, void, void>
  /** The state of every upstream. */
  sources(options?: CallOptions): Promise<Api.ListSourcesAnswer>
  cache: {
    /** Drops the cached values of a source, or of one key. */
    purge(query: Api.PurgeCacheQuery, options?: CallOptions): Promise<Api.PurgeCacheAnswer>
  }
  health(options?: CallOptions): Promise<Api.GetHealthAnswer>
  ready(options?: CallOptions): Promise<Api.GetReadinessAnswer>
  /** Metrics in the Prometheus text format. */
  metrics(options?: CallOptions): Promise<string>
  problems: {
    list(options?: CallOptions): Promise<Api.ListProblemsAnswer>
    /** The meaning of an error code, and what to do. */
    get(code: string, options?: CallOptions): Promise<Api.GetProblemAnswer>
  }
}

/** Creates a client. Throws a TypeError for invalid options. */
export function createClient<Operations extends OperationsOf<Operations> = Api.Operations>(
  options: ClientOptions,
): Tributary<Operations> {
  const transport = createTransport(options)
  const { askOf, events, json, text } = transport
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
            // The body is not needed.
            isRepeatable: true,
          },
          call,
        ),
    },
    geocode: aggregated(transport, 'geocode'),
    reddit: { top: aggregated(transport, 'getTopPosts') },
    pages: aggregated(transport, 'getPages'),
    jobs: createJobs(transport),
    ask: async (operation, question, call) => json(askOf(operation, question), call),
    stream: (operation, question, call) => streamEvents(events(askOf(operation, question), call)),
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
  route: keyof Api.Operations,
): Aggregated<Query, Answer, Piece> {
  const whole = (query: Query, call?: CallOptions): Promise<Answer> => json({ route, query }, call)
  return Object.assign(whole, {
    stream: (query: Query, call?: CallOptions) => streamEvents<Answer, Piece>(events({ route, query }, call)),
  })
}
