// Made by `tributary-client/generate` from an OpenAPI document: not to be edited.

export interface Advisories {
  /** In the order requested */
  advisories: Advisory[]
}

/** The headlines and hazards of one zone */
export interface Advisory {
  zone: {
    id: string
    name: string
  }
  /** The first headline on one line, or "" */
  advisory: string
  /** Every headline of the block, each on one line */
  headlines: string[]
  hazards: Hazard[]
  /** RFC 3339 */
  expiresAt: string | null
  /** Whether the forecast had expired when the answer was made */
  expired: boolean
}

/** A watch, warning or advisory in effect for a marine zone */
export interface Alert {
  /** The CAP identifier of the message */
  id: string
  event: string
  /** Extreme, Severe, Moderate, Minor, Unknown */
  severity: string
  /** Observed, Likely, Possible, Unlikely, Unknown */
  certainty: string
  /** Immediate, Expected, Future, Past, Unknown */
  urgency: string
  headline: string | null
  /** As sent, with its line ends */
  description: string
  /** When it begins; RFC 3339 */
  onset: string | null
  /** When it ends, where that is known; RFC 3339 */
  ends: string | null
  /** Every marine zone it applies to */
  zones: string[]
}

export interface Briefing {
  /** null if it was not found */
  place: Place | null
  /** The nearest zones, nearest first; empty inland */
  marine: Forecast[]
  /** Alerts in effect in these zones */
  alerts: Alert[]
  reddit: SubredditPosts[]
}

/** The marine forecast of one zone */
export interface Forecast {
  zone: Zone
  /** RFC 3339 */
  issuedAt: string | null
  /** RFC 3339 */
  expiresAt: string | null
  /** Whether the forecast had expired when the answer was made */
  expired: boolean
  /** The first headline on one line, or "" */
  advisory: string
  /** Every headline of the block, each on one line */
  headlines: string[]
  synopsis: string | null
  hazards: Hazard[]
  periods: Period[]
  /** The original text, with `raw=true` */
  raw: string | null
}

export interface Forecasts {
  /** In the order requested */
  forecasts: Forecast[]
}

/** A hazard in effect or expected, by VTEC or else by headlines */
export interface Hazard {
  kind:
    | 'small-craft-advisory'
    | 'small-craft-caution'
    | 'gale-watch'
    | 'gale-warning'
    | 'storm-watch'
    | 'storm-warning'
    | 'hurricane-force-wind-watch'
    | 'hurricane-force-wind-warning'
    | 'tropical-storm-watch'
    | 'tropical-storm-warning'
    | 'hurricane-watch'
    | 'hurricane-warning'
    | 'heavy-freezing-spray-watch'
    | 'heavy-freezing-spray-warning'
    | 'freezing-spray-advisory'
    | 'dense-fog-advisory'
    | 'dense-smoke-advisory'
    | 'ashfall-advisory'
    | 'low-water-advisory'
    | 'brisk-wind-advisory'
    | 'hazardous-seas-watch'
    | 'hazardous-seas-warning'
    | 'special-marine-warning'
    | 'other'
  /** The headline that names it, as printed; else its VTEC string */
  text: string
  /** Start, exact where VTEC codes it; RFC 3339 */
  from: string | null
  /** End, exact where VTEC codes it; RFC 3339 */
  until: string | null
}

export interface Health {
  status: 'ok'
}

/** Work that outlives a request */
export interface Job {
  /** Unguessable. A caller that knows it may read and cancel the job; where API keys are required, only with the same key */
  id: string
  kind: string
  /** `done`, `failed` and `cancelled` are final */
  state: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: {
    /** Completed parts, including failed ones */
    done: number
    total: number
  }
  /** Completed parts that failed. A job that is `done` may have some: they are missing from its result */
  failedParts: number
  /** RFC 3339 */
  createdAt: string
  /** null while it is pending; RFC 3339 */
  startedAt: string | null
  /** null until it has ended; RFC 3339 */
  endedAt: string | null
  /** When the result is deleted; null until the job has ended; RFC 3339 */
  expiresAt: string | null
  /** Why the job failed as a whole */
  error?: {
    code:
      | 'invalid_request'
      | 'unauthorized'
      | 'forbidden'
      | 'not_found'
      | 'method_not_allowed'
      | 'not_acceptable'
      | 'request_timeout'
      | 'conflict'
      | 'gone'
      | 'payload_too_large'
      | 'unsupported_media_type'
      | 'headers_too_large'
      | 'unprocessable'
      | 'rate_limited'
      | 'overloaded'
      | 'unavailable'
      | 'draining'
      | 'deadline'
      | 'upstream_timeout'
      | 'upstream_unreachable'
      | 'upstream_error'
      | 'upstream_rate_limited'
      | 'upstream_forbidden'
      | 'upstream_invalid'
      | 'upstream_too_large'
      | 'circuit_open'
      | 'internal'
    /** The HTTP status of this code */
    status: number
    title: string
    detail: string
    /** For a part that was refused temporarily: milliseconds until it may be requested again */
    retryAfterMs?: number
  }
}

export interface JobPage {
  jobs: Job[]
  /** null at the end */
  nextCursor: string | null
}

export interface JobWithResult {
  /** Unguessable. A caller that knows it may read and cancel the job; where API keys are required, only with the same key */
  id: string
  kind: string
  /** `done`, `failed` and `cancelled` are final */
  state: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: {
    /** Completed parts, including failed ones */
    done: number
    total: number
  }
  /** Completed parts that failed. A job that is `done` may have some: they are missing from its result */
  failedParts: number
  /** RFC 3339 */
  createdAt: string
  /** null while it is pending; RFC 3339 */
  startedAt: string | null
  /** null until it has ended; RFC 3339 */
  endedAt: string | null
  /** When the result is deleted; null until the job has ended; RFC 3339 */
  expiresAt: string | null
  /** Why the job failed as a whole */
  error?: {
    code:
      | 'invalid_request'
      | 'unauthorized'
      | 'forbidden'
      | 'not_found'
      | 'method_not_allowed'
      | 'not_acceptable'
      | 'request_timeout'
      | 'conflict'
      | 'gone'
      | 'payload_too_large'
      | 'unsupported_media_type'
      | 'headers_too_large'
      | 'unprocessable'
      | 'rate_limited'
      | 'overloaded'
      | 'unavailable'
      | 'draining'
      | 'deadline'
      | 'upstream_timeout'
      | 'upstream_unreachable'
      | 'upstream_error'
      | 'upstream_rate_limited'
      | 'upstream_forbidden'
      | 'upstream_invalid'
      | 'upstream_too_large'
      | 'circuit_open'
      | 'internal'
    /** The HTTP status of this code */
    status: number
    title: string
    detail: string
    /** For a part that was refused temporarily: milliseconds until it may be requested again */
    retryAfterMs?: number
  }
  /** The result so far, in the format of the route of this kind; `meta.budgetMs` is the budget of one part */
  result: {
    /** True when no part failed, and no item of a part was skipped */
    complete: boolean
    data: Places | Forecasts | Advisories | Pages | TopPosts
    /** One for each source and key requested */
    parts: Part[]
    meta: Meta
  }
}

/** A headline or period that contains every word of the query */
export interface Match {
  zone: {
    id: string
    name: string
  }
  kind: 'headline' | 'period'
  /** The period's name as printed; null for a headline */
  period: string | null
  /** Whether the forecast had expired when the answer was made */
  expired: boolean
  /** The text around the match, as plain text (not HTML), shortened between words. Joined, the segments are an excerpt of the headline or of the period. */
  snippet: {
    text: string
    /** Whether this segment is a match */
    match: boolean
  }[]
  /** Whether text was cut before and after the snippet */
  cut: {
    before: boolean
    after: boolean
  }
}

export interface Matches {
  /** In the order of the requested zones, headlines before periods; at most `limit` */
  matches: Match[]
  /** Number of matches in all zones whose forecasts are available */
  total: number
}

export interface Meta {
  /** RFC 3339 */
  generatedAt: string
  budgetMs: number
  tookMs: number
  /** Must be shown with the data */
  attribution: string[]
}

/** The response of a URL */
export interface Page {
  /** As requested */
  url: string
  /** The URL after redirects */
  finalUrl: string
  /** Number of redirects followed */
  redirects: number
  /** HTTP status of the page; 404 and 500 are results, not failures */
  status: number
  /** From the first request to the last byte, including redirects, excluding time spent queued in this service */
  tookMs: number
  /** Size of the decoded body */
  bytes: number
  /** As sent; null if absent */
  contentType: string | null
  /** Title of an HTML page, on one line, at most 300 characters */
  title: string | null
  /** Number of words in the text: runs of non-blank characters with a letter or a digit. null unless it is HTML or plain text */
  words: number | null
}

export interface Pages {
  /** In the order requested */
  pages: Page[]
}

export interface ParsedBlock {
  /** The UGC line as printed */
  ugc: string | null
  /** The zone ids in the UGC line, ranges expanded */
  zones: string[]
  names: string[]
  /** RFC 3339 */
  issuedAt: string | null
  /** RFC 3339 */
  expiresAt: string | null
  kind: 'forecast' | 'synopsis' | 'warning'
  /** P-VTEC and H-VTEC strings as printed (NWSI 10-1703) */
  vtec: string[]
  headlines: string[]
  hazards: Hazard[]
  synopsis: string | null
  periods: ParsedPeriod[]
  /** Text of the block that is in no other field */
  unparsed: string[]
}

export interface ParsedPeriod {
  /** As printed */
  name: string
  /** RFC 3339 */
  startsAt: string | null
  /** RFC 3339 */
  endsAt: string | null
  /** Unwrapped, single-spaced, otherwise as printed */
  text: string
  /** In order of time */
  wind: WindStep[]
  /** In order of time */
  seas: SeaStep[]
  waveDetail: WaveDetail[]
  visibilityNm: Range | null
  /** Each phrase of weather, in lower case */
  weather: string[]
  /** Text that no rule understood, as printed */
  unparsed: string[]
  /** With `spans=true`: the position of each value in `text` */
  spans?: {
    path: string
    /** [start, end) in characters of the period text */
    span: [number, number]
  }[]
}

/** An NWS marine text product, block by block */
export interface ParsedProduct {
  product: {
    /** WMO heading identifier (TTAAii) */
    wmo: string | null
    awips: string | null
    /** Issuing office, three letters */
    office: string | null
    /** RFC 3339 */
    issuedAt: string | null
    corrected: boolean
    /** Every headline above the first block */
    headlines: string[]
    /** The free text above the first block: the overview of a warning, an area */
    overview: string | null
    /** Lines outside the blocks that are in no other field: title, office, initials */
    unparsed: string[]
  }
  blocks: ParsedBlock[]
}

/** Where one part of the answer came from, or why it is missing */
export interface Part {
  source: string
  key: string
  /** The upstream that answered, or that was tried last */
  provider: string
  status: 'fresh' | 'cached' | 'stale' | 'failed'
  /** When the upstream answered; RFC 3339 */
  fetchedAt: string | null
  /** Milliseconds until this part was complete */
  tookMs: number
  /** Upstream requests made for it; 0 when it came from a cache */
  attempts: number
  /** Items of the upstream's list that could not be read; absent if none */
  skipped?: number
  /** Only for a fresh part that was requested from an upstream */
  timings?: {
    /** Time before the successful request was sent: waiting for permits and rate tokens, and pauses between attempts */
    queueMs: number
    /** The successful request, from sending it to the last byte */
    upstreamMs: number
    /** Decoding the body, on a worker thread or inline */
    decodeMs: number
  }
  error?: PartError
}

/** Why a part is missing */
export interface PartError {
  code:
    | 'invalid_request'
    | 'unauthorized'
    | 'forbidden'
    | 'not_found'
    | 'method_not_allowed'
    | 'not_acceptable'
    | 'request_timeout'
    | 'conflict'
    | 'gone'
    | 'payload_too_large'
    | 'unsupported_media_type'
    | 'headers_too_large'
    | 'unprocessable'
    | 'rate_limited'
    | 'overloaded'
    | 'unavailable'
    | 'draining'
    | 'deadline'
    | 'upstream_timeout'
    | 'upstream_unreachable'
    | 'upstream_error'
    | 'upstream_rate_limited'
    | 'upstream_forbidden'
    | 'upstream_invalid'
    | 'upstream_too_large'
    | 'circuit_open'
    | 'internal'
  /** The HTTP status of this code */
  status: number
  title: string
  detail: string
  /** For a part that was refused temporarily: milliseconds until it may be requested again */
  retryAfterMs?: number
}

/** One period of a forecast, typed as far as its text is understood */
export interface Period {
  /** As printed */
  name: string
  /** RFC 3339 */
  startsAt: string | null
  /** RFC 3339 */
  endsAt: string | null
  /** Unwrapped, single-spaced, otherwise as printed */
  text: string
  /** In order of time */
  wind: WindStep[]
  /** In order of time */
  seas: SeaStep[]
  waveDetail: WaveDetail[]
  visibilityNm: Range | null
  /** Each phrase of weather, in lower case */
  weather: string[]
  /** Text that no rule understood, as printed */
  unparsed: string[]
}

/** The best match for a place */
export interface Place {
  /** The place as requested */
  query: string
  name: string
  displayName: string
  /** Degrees north */
  lat: number
  /** Degrees east */
  lon: number
  /** ISO 3166-1, two lower-case letters, if known */
  countryCode: string | null
  /** Kind of place, as the provider names it */
  kind: string
  /** The geocoder that found it */
  provider: string
  /** Must be shown with the place */
  attribution: string | null
}

export interface Places {
  /** In the order requested */
  places: Place[]
}

/** A post of a subreddit */
export interface Post {
  /** Without its type prefix */
  id: string
  title: string
  /** Upvotes minus downvotes, as blurred by Reddit; null if not reported */
  score: number | null
  /** Number of comments; null if not reported */
  comments: number | null
  /** null when the account is deleted */
  author: string | null
  /** What the post links to; its own page for a text post */
  url: string
  /** The page of the post */
  permalink: string
  /** RFC 3339 */
  createdAt: string
  domain: string
  over18: boolean
  /** Markdown of a text post, or "" */
  selfText: string
  /** null if there is no picture */
  thumbnail: string | null
}

/** An error (RFC 9457) */
export interface Problem {
  /** URL of a page that explains the error */
  type: string
  title: string
  status: number
  detail: string
  /** The path that was requested */
  instance: string
  code:
    | 'invalid_request'
    | 'unauthorized'
    | 'forbidden'
    | 'not_found'
    | 'method_not_allowed'
    | 'not_acceptable'
    | 'request_timeout'
    | 'conflict'
    | 'gone'
    | 'payload_too_large'
    | 'unsupported_media_type'
    | 'headers_too_large'
    | 'unprocessable'
    | 'rate_limited'
    | 'overloaded'
    | 'unavailable'
    | 'draining'
    | 'deadline'
    | 'upstream_timeout'
    | 'upstream_unreachable'
    | 'upstream_error'
    | 'upstream_rate_limited'
    | 'upstream_forbidden'
    | 'upstream_invalid'
    | 'upstream_too_large'
    | 'circuit_open'
    | 'internal'
  /** Quote this id when reporting the error; also in X-Request-Id */
  requestId: string
  /** The trace (W3C Trace Context) of the request, if there is one */
  traceId?: string
  /** Every error in the input */
  errors?: {
    in: 'query' | 'path' | 'header' | 'body'
    name: string
    message: string
  }[]
  /** The parts that were requested, if any */
  parts?: Part[]
}

/** What an error code means */
export interface ProblemKind {
  code:
    | 'invalid_request'
    | 'unauthorized'
    | 'forbidden'
    | 'not_found'
    | 'method_not_allowed'
    | 'not_acceptable'
    | 'request_timeout'
    | 'conflict'
    | 'gone'
    | 'payload_too_large'
    | 'unsupported_media_type'
    | 'headers_too_large'
    | 'unprocessable'
    | 'rate_limited'
    | 'overloaded'
    | 'unavailable'
    | 'draining'
    | 'deadline'
    | 'upstream_timeout'
    | 'upstream_unreachable'
    | 'upstream_error'
    | 'upstream_rate_limited'
    | 'upstream_forbidden'
    | 'upstream_invalid'
    | 'upstream_too_large'
    | 'circuit_open'
    | 'internal'
  /** The `type` of such a problem */
  type: string
  status: number
  title: string
  /** What the caller should do next */
  advice: string
  blame: 'caller' | 'us' | 'upstream'
  /** Whether this service retries before it reports the error */
  retried: boolean
}

export interface ProblemList {
  problems: ProblemKind[]
}

export interface Purged {
  /** Number of cached values dropped */
  purged: number
}

/** Both bounds are inclusive */
export interface Range {
  min: number
  max: number
}

/** Combined seas, waves or wind waves */
export interface SeaStep {
  heightFt: Range | null
  occasionalFt: number | null
  dominantPeriodS: number | null
  /** Time or place as worded in the text, in lower case */
  when: string | null
}

/** State of one source on this instance */
export interface SourceView {
  name: string
  providers: {
    name: string
    /** null for a provider without one; `noBaseUrl` says why */
    baseUrl: string | null
    /** Why `baseUrl` is null */
    noBaseUrl?: 'built in' | 'hosts chosen by callers' | 'turned off'
    /** The guards in the order in which a request passes them */
    guards?: string[]
    breaker: 'closed' | 'open' | 'half-open'
    concurrency: {
      limit: number
      inUse: number
      queued: number
    }
    rate: {
      perSecond: number | null
      available: number | null
    }
    latencyMs: {
      p50: number | null
      p95: number | null
      p99: number | null
    }
    calls: number
    failures: number
    retries: number
    lastError: {
      code:
        | 'invalid_request'
        | 'unauthorized'
        | 'forbidden'
        | 'not_found'
        | 'method_not_allowed'
        | 'not_acceptable'
        | 'request_timeout'
        | 'conflict'
        | 'gone'
        | 'payload_too_large'
        | 'unsupported_media_type'
        | 'headers_too_large'
        | 'unprocessable'
        | 'rate_limited'
        | 'overloaded'
        | 'unavailable'
        | 'draining'
        | 'deadline'
        | 'upstream_timeout'
        | 'upstream_unreachable'
        | 'upstream_error'
        | 'upstream_rate_limited'
        | 'upstream_forbidden'
        | 'upstream_invalid'
        | 'upstream_too_large'
        | 'circuit_open'
        | 'internal'
      /** RFC 3339 */
      at: string
    } | null
  }[]
  cache: {
    entries: number
    bytes: number
    hits: number
    misses: number
    stale: number
  }
}

export interface SourcesView {
  sources: SourceView[]
}

export interface SubredditPosts {
  subreddit: string
  posts: Post[]
}

export interface TopPosts {
  subreddits: SubredditPosts[]
}

/** One swell or wave train */
export interface WaveDetail {
  direction: string | null
  heightFt: Range | null
  periodS: number | null
}

export interface WindStep {
  /** 16-point compass, two joined in printed order, or VARIABLE */
  direction: string | null
  speedKt: Range | null
  gustKt: number | null
  /** Time or place as worded in the text, in lower case */
  when: string | null
}

/** A marine forecast zone of the National Weather Service */
export interface Zone {
  /** UGC marine zone id, upper case */
  id: string
  name: string
  kind: 'coastal' | 'offshore' | 'high-seas' | 'great-lakes' | 'nearshore'
  /** Issuing office, three letters */
  office: string
  /** Degrees north of a point inside the zone */
  lat: number | null
  /** Degrees east of a point inside the zone */
  lon: number | null
  /** IANA time zone */
  timeZone: string | null
  /** Six-digit SAME code */
  sameCode: string | null
  /** URL of the forecast of this zone on the text server */
  textUrl: string | null
}

export interface ZonePage {
  zones: Zone[]
  /** Value of `cursor` for the next page; null on the last page */
  nextCursor: string | null
}

/** What is asked of `GET /v1/briefing`. */
export interface GetBriefingQuery {
  /** A place as people write it, or a position */
  place: string
  /** Number of nearest zones, within 150 km; default 3 */
  count?: number | undefined
  /** Subreddits (repeated or comma-separated, at most 20) */
  subreddits?: readonly string[] | undefined
  /** Period over which posts are ranked; default day */
  t?: 'hour' | 'day' | 'week' | 'month' | 'year' | 'all' | undefined
  /** Posts per subreddit; default 5 */
  limit?: number | undefined
}

/** The answer of `GET /v1/briefing`. */
export interface GetBriefingAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Briefing
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What is asked of `GET /v1/geocode`. */
export interface GeocodeQuery {
  /** Places as people write them, or positions (repeated, at most 20) */
  place: readonly string[]
  /** Language of the names */
  lang?: string | undefined
}

/** The answer of `GET /v1/geocode`. */
export interface GeocodeAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Places
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What is asked of `GET /v1/marine/forecasts`. */
export interface GetForecastsQuery {
  /** Zone ids (repeated or comma-separated, at most 50) */
  zones?: readonly string[] | undefined
  /** A named group of zones */
  group?: 'chesapeake' | undefined
  /** The nearest zones to `lat,lon`, within 150 km */
  near?: string | undefined
  /** Number of zones with `near`; default 3 */
  count?: number | undefined
  /** Adds the original text to each forecast; default false */
  raw?: boolean | undefined
}

/** The answer of `GET /v1/marine/forecasts`. */
export interface GetForecastsAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Forecasts
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What is asked of `GET /v1/marine/advisories`. */
export interface GetAdvisoriesQuery {
  /** Zone ids (repeated or comma-separated, at most 50) */
  zones?: readonly string[] | undefined
  /** A named group of zones */
  group?: 'chesapeake' | undefined
  /** The nearest zones to `lat,lon`, within 150 km */
  near?: string | undefined
  /** Number of zones with `near`; default 3 */
  count?: number | undefined
}

/** The answer of `GET /v1/marine/advisories`. */
export interface GetAdvisoriesAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Advisories
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What is asked of `GET /v1/marine/search`. */
export interface SearchForecastsQuery {
  /** Zone ids (repeated or comma-separated, at most 50) */
  zones?: readonly string[] | undefined
  /** A named group of zones */
  group?: 'chesapeake' | undefined
  /** All zones of an office */
  office?: string | undefined
  /** The nearest zones to `lat,lon`, within 150 km */
  near?: string | undefined
  /** Words that must all occur, `"phrases"` of consecutive words, and `-word` or `-"phrase"` for what must not occur. Words are letters and digits; case, accents and punctuation do not count, and `small-craft` is a phrase. A quote that is not closed reaches to the end. */
  q: string
  /** Number of zones with `near`; default 3 */
  count?: number | undefined
  /** Maximum number of matches; default 50 */
  limit?: number | undefined
}

/** The answer of `GET /v1/marine/search`. */
export interface SearchForecastsAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Matches
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What is asked of `GET /v1/marine/zones`. */
export interface ListZonesQuery {
  /** Words that must all occur in the name or id */
  q?: string | undefined
  /** Prefix of the zone id */
  prefix?: string | undefined
  /** The issuing office, three letters */
  office?: string | undefined
  /** Sorted by distance from `lat,lon` */
  near?: string | undefined
  /** Zones per page; default 50 */
  limit?: number | undefined
  /** The `nextCursor` of the previous page */
  cursor?: string | undefined
}

/** The answer of `GET /v1/marine/zones`. */
export type ListZonesAnswer = ZonePage

/** The answer of `GET /v1/marine/zones/{zone}`. */
export type GetZoneAnswer = Zone

/** What is asked of `POST /v1/marine/parse`. */
export interface ParseMarineTextQuery {
  /** Adds the position of each value in its text; default false */
  spans?: boolean | undefined
}

/** The answer of `POST /v1/marine/parse`. */
export type ParseMarineTextAnswer = ParsedProduct

/** What is asked of `GET /v1/pages`. */
export interface GetPagesQuery {
  /** URLs of pages (repeated, at most 20) */
  url: readonly string[]
}

/** The answer of `GET /v1/pages`. */
export interface GetPagesAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Pages
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What is asked of `GET /v1/reddit/top`. */
export interface GetTopPostsQuery {
  /** Subreddits (repeated or comma-separated, at most 20) */
  subreddits: readonly string[]
  /** Period over which posts are ranked; default day */
  t?: 'hour' | 'day' | 'week' | 'month' | 'year' | 'all' | undefined
  /** Posts per subreddit; default 5 */
  limit?: number | undefined
}

/** The answer of `GET /v1/reddit/top`. */
export interface GetTopPostsAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: TopPosts
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** The body of `POST /v1/jobs`. */
export type SubmitJobBody =
  | {
      kind: 'geocode'
      /** Places as people write them, or positions (at most 1000) */
      places?: readonly string[] | undefined
      /** Places as people write them, or positions (at most 1000) */
      place?: readonly string[] | undefined
      /** Language of the names */
      lang?: string | undefined
    }
  | {
      kind: 'forecasts'
      /** Zone ids (at most 1000) */
      zones?: readonly string[] | undefined
      /** All zones of an office */
      office?: string | undefined
      /** All zones whose id begins with this prefix */
      prefix?: string | undefined
      /** A named group of zones */
      group?: 'chesapeake' | undefined
      /** The nearest zones to `lat,lon`, within 150 km */
      near?: string | undefined
      /** Number of zones with `near`; default 3 */
      count?: number | undefined
      /** Adds the original text to each forecast; default false */
      raw?: boolean | undefined
    }
  | {
      kind: 'advisories'
      /** Zone ids (at most 1000) */
      zones?: readonly string[] | undefined
      /** All zones of an office */
      office?: string | undefined
      /** All zones whose id begins with this prefix */
      prefix?: string | undefined
      /** A named group of zones */
      group?: 'chesapeake' | undefined
      /** The nearest zones to `lat,lon`, within 150 km */
      near?: string | undefined
      /** Number of zones with `near`; default 3 */
      count?: number | undefined
    }
  | {
      kind: 'pages'
      /** URLs of pages (at most 1000) */
      urls: readonly string[]
    }
  | {
      kind: 'reddit'
      /** Subreddits (at most 200) */
      subreddits: readonly string[]
      /** Period over which posts are ranked; default day */
      t?: 'hour' | 'day' | 'week' | 'month' | 'year' | 'all' | undefined
      /** Posts per subreddit; default 5 */
      limit?: number | undefined
    }

/** The answer of `POST /v1/jobs`. */
export type SubmitJobAnswer = Job

/** What is asked of `GET /v1/jobs`. */
export interface ListJobsQuery {
  /** Only jobs in this state */
  state?: 'pending' | 'running' | 'done' | 'failed' | 'cancelled' | undefined
  /** Jobs per page; default 20 */
  limit?: number | undefined
  /** `nextCursor` of the previous page */
  cursor?: string | undefined
}

/** The answer of `GET /v1/jobs`. */
export type ListJobsAnswer = JobPage

/** The answer of `GET /v1/jobs/{id}`. */
export type GetJobAnswer = JobWithResult

/** The answer of `DELETE /v1/jobs/{id}`. */
export type CancelJobAnswer = Job

/** The answer of `GET /v1/sources`. */
export type ListSourcesAnswer = SourcesView

/** What is asked of `DELETE /v1/cache`. */
export interface PurgeCacheQuery {
  /** The source, as in `parts` */
  source: string
  /** The key, as in `parts`; without it the whole source is dropped */
  key?: string | undefined
}

/** The answer of `DELETE /v1/cache`. */
export type PurgeCacheAnswer = Purged

/** The answer of `GET /healthz`. */
export type GetHealthAnswer = Health

/** The answer of `GET /readyz`. */
export type GetReadinessAnswer = Health

/** The answer of `GET /problems`. */
export type ListProblemsAnswer = ProblemList

/** The answer of `GET /problems/{code}`. */
export type GetProblemAnswer = ProblemKind

/** What each operation takes and answers. */
export interface Operations {
  getBriefing: { query: GetBriefingQuery; answer: GetBriefingAnswer; streams: true }
  geocode: { query: GeocodeQuery; answer: GeocodeAnswer; streams: true }
  getForecasts: { query: GetForecastsQuery; answer: GetForecastsAnswer; streams: true }
  getAdvisories: { query: GetAdvisoriesQuery; answer: GetAdvisoriesAnswer; streams: true }
  searchForecasts: { query: SearchForecastsQuery; answer: SearchForecastsAnswer; streams: true }
  listZones: { query: ListZonesQuery; answer: ListZonesAnswer }
  getZone: { path: { zone: string }; answer: GetZoneAnswer }
  parseMarineText: { query: ParseMarineTextQuery; body: string; answer: ParseMarineTextAnswer }
  getPages: { query: GetPagesQuery; answer: GetPagesAnswer; streams: true }
  getTopPosts: { query: GetTopPostsQuery; answer: GetTopPostsAnswer; streams: true }
  submitJob: { body: SubmitJobBody; answer: SubmitJobAnswer }
  listJobs: { query: ListJobsQuery; answer: ListJobsAnswer }
  getJob: { path: { id: string }; answer: GetJobAnswer }
  cancelJob: { path: { id: string }; answer: CancelJobAnswer }
  listSources: { answer: ListSourcesAnswer }
  purgeCache: { query: PurgeCacheQuery; answer: PurgeCacheAnswer }
  getHealth: { answer: GetHealthAnswer }
  getReadiness: { answer: GetReadinessAnswer }
  listProblems: { answer: ListProblemsAnswer }
  getProblem: { path: { code: string }; answer: GetProblemAnswer }
}

/** Where each operation is. */
export const routes = {
  getBriefing: { method: 'GET', path: '/v1/briefing' },
  geocode: { method: 'GET', path: '/v1/geocode' },
  getForecasts: { method: 'GET', path: '/v1/marine/forecasts' },
  getAdvisories: { method: 'GET', path: '/v1/marine/advisories' },
  searchForecasts: { method: 'GET', path: '/v1/marine/search' },
  listZones: { method: 'GET', path: '/v1/marine/zones' },
  getZone: { method: 'GET', path: '/v1/marine/zones/{zone}' },
  parseMarineText: { method: 'POST', path: '/v1/marine/parse', body: 'text/plain' },
  getPages: { method: 'GET', path: '/v1/pages' },
  getTopPosts: { method: 'GET', path: '/v1/reddit/top' },
  submitJob: { method: 'POST', path: '/v1/jobs', body: 'application/json' },
  listJobs: { method: 'GET', path: '/v1/jobs' },
  getJob: { method: 'GET', path: '/v1/jobs/{id}' },
  cancelJob: { method: 'DELETE', path: '/v1/jobs/{id}' },
  watchJob: { method: 'GET', path: '/v1/jobs/{id}/events' },
  listSources: { method: 'GET', path: '/v1/sources' },
  purgeCache: { method: 'DELETE', path: '/v1/cache' },
  getMetrics: { method: 'GET', path: '/metrics' },
  getHealth: { method: 'GET', path: '/healthz' },
  getReadiness: { method: 'GET', path: '/readyz' },
  listProblems: { method: 'GET', path: '/problems' },
  getProblem: { method: 'GET', path: '/problems/{code}' },
} as const
