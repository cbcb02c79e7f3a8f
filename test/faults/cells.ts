// The cells of the fault matrix: what is broken, for whom, and what the caches hold at that moment.
import type { FaultRule } from 'tributary-sandbox/faults/fault.ts'

/** Sixteen kinds; a redirect comes in two, because to go in circles and to go elsewhere are refused for different reasons. */
const kinds = [
  'never',
  'slow-headers',
  'trickle',
  'refuse',
  'reset',
  'reset-body',
  'garbage',
  '500',
  '503',
  '429',
  'html',
  'truncate',
  'empty',
  'giant',
  'gzip-bomb',
  'redirect-loop',
  'redirect-private',
] as const satisfies readonly FaultRule['fault'][]

/** Faults of time end with the attempt's timeout, or with the caller's budget if that is shorter. */
const timeKinds = ['never', 'slow-headers', 'trickle'] as const satisfies readonly Kind[]

type Kind = (typeof kinds)[number]
type TimeKind = (typeof timeKinds)[number]
export type Fault = Kind | `${TimeKind}, short budget`

export const faults: readonly Fault[] = [
  ...kinds,
  ...timeKinds.map((kind) => `${kind}, short budget` as const),
]

/** The sandbox's name for a fault, and whether the budget ends before the attempt does. */
export function readFault(fault: Fault): { kind: Kind; isHasty: boolean; isOfTime: boolean } {
  const [name, note] = fault.split(', ')
  const kind = name as Kind
  return { kind, isHasty: note !== undefined, isOfTime: timeKinds.some((time) => time === kind) }
}

export const sources = ['marine', 'alerts', 'geocode', 'reddit'] as const
export const cacheStates = ['cold', 'fresh', 'stale', 'expired'] as const
export const extents = ['that', 'all'] as const

export type SourceName = (typeof sources)[number]
export type CacheState = (typeof cacheStates)[number]

export interface Cell {
  fault: Fault
  source: SourceName
  cache: CacheState
  /** Whether only the upstream of that source has the fault, or all upstreams. */
  extent: (typeof extents)[number]
}

/** Every combination. */
export const cells: readonly Cell[] = faults.flatMap((fault) =>
  sources.flatMap((source) =>
    cacheStates.flatMap((cache) => extents.map((extent): Cell => ({ fault, source, cache, extent }))),
  ),
)

/** A few of them, in which any two values of different fields meet: the sources take the states of the cache in turns. */
export const pairs: readonly Cell[] = faults.flatMap((fault, f) =>
  sources.map((source, s): Cell => {
    const cache = cacheStates[(f + s) % cacheStates.length] ?? 'cold'
    const extent = extents[(Math.floor(f / cacheStates.length) + s) % extents.length] ?? 'that'
    return { fault, source, cache, extent }
  }),
)

export const nameOf = ({ fault, source, cache, extent }: Cell): string =>
  `${fault} / ${source} / ${cache} / ${extent === 'all' ? 'all upstreams' : 'that upstream'}`

/** Where each upstream is in the sandbox. Alerts and office products are one host, and two upstreams to us. */
export const upstreamPaths = {
  tgftp: '/marine/',
  'nws-products': '/nws/products',
  'nws-api': '/nws/alerts',
  nominatim: '/nominatim/',
  reddit: '/reddit/',
} as const

export type Upstream = keyof typeof upstreamPaths

/** The upstream that is asked first for each source. */
export const firstUpstream = {
  marine: 'tgftp',
  alerts: 'nws-api',
  geocode: 'nominatim',
  reddit: 'reddit',
} as const satisfies Record<SourceName, Upstream>

/** What is asked: with one upstream broken the whole briefing, to see that the rest of it is there. */
export function requestOf({ source, extent }: Cell): { path: string; asks: readonly SourceName[] } {
  const byName = '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing&count=1'
  const byPosition = '/v1/briefing?place=38.97,-76.49&subreddits=sailing&count=1'
  if (extent === 'that' || source === 'geocode') {
    return { path: byName, asks: ['geocode', 'marine', 'alerts', 'reddit'] }
  }
  if (source === 'alerts') return { path: byPosition, asks: ['marine', 'alerts', 'reddit'] }
  if (source === 'marine') return { path: '/v1/marine/forecasts?zones=ANZ532', asks: ['marine'] }
  return { path: '/v1/reddit/top?subreddits=sailing', asks: ['reddit'] }
}
