// What must come of each cell, from DESIGN's rules alone:
//
// - A fresh cache answers without an upstream request. A stale one answers at once and refreshes in the background.
// - A fault costs its own part only; the others are there. What depends on a part that failed is not asked.
// - What may be repeated is tried twice; a fault that repeats in vain (a bad body, a refusal) is met once.
// - The zone's file has a successor, the office's product: a list and then its text.
// - What is cut off is invalid: JSON that does not end, and a text that ends in the middle of a line.
// - 200 when any part is there; else what the failed parts agree on.
import { type ErrorCode, errorKinds } from '../../src/core/errors.ts'
import { type Cell, firstUpstream, readFault, requestOf, type SourceName, type Upstream } from './cells.ts'

interface Outcome {
  code: ErrorCode
  /** How often it is tried. */
  attempts: number
  /** Requests that the upstream sees in one attempt. */
  requests?: number
}

/** What a request meets. */
const outcomes: Record<ReturnType<typeof readFault>['kind'], Outcome> = {
  never: { code: 'upstream_timeout', attempts: 2 },
  'slow-headers': { code: 'upstream_timeout', attempts: 2 },
  trickle: { code: 'upstream_timeout', attempts: 2 },
  refuse: { code: 'upstream_unreachable', attempts: 2 },
  reset: { code: 'upstream_unreachable', attempts: 2 },
  'reset-body': { code: 'upstream_unreachable', attempts: 2 },
  garbage: { code: 'upstream_invalid', attempts: 1 },
  '500': { code: 'upstream_error', attempts: 2 },
  // It asks for more patience than the budget has.
  '503': { code: 'upstream_error', attempts: 1 },
  '429': { code: 'upstream_rate_limited', attempts: 1 },
  html: { code: 'upstream_invalid', attempts: 1 },
  truncate: { code: 'upstream_invalid', attempts: 1 },
  empty: { code: 'upstream_invalid', attempts: 1 },
  giant: { code: 'upstream_too_large', attempts: 1 },
  'gzip-bomb': { code: 'upstream_too_large', attempts: 1 },
  // The request itself and three hops.
  'redirect-loop': { code: 'upstream_error', attempts: 1, requests: 4 },
  'redirect-private': { code: 'upstream_error', attempts: 1 },
}

/** With a short budget the caller gets `deadline`; a refresh in the background has time enough of its own. */
function outcomeOf(source: SourceName, { fault, cache }: Cell): Outcome {
  const { kind, isHasty } = readFault(fault)
  // A page in place of a listing is how it refuses callers without credentials: then the feed is asked.
  if (kind === 'html' && source === 'reddit') return { code: 'upstream_forbidden', attempts: 2 }
  return isHasty && cache !== 'stale' ? { code: 'deadline', attempts: 1 } : outcomes[kind]
}

export interface ExpectedPart {
  source: SourceName
  status: 'fresh' | 'cached' | 'stale' | 'failed'
  provider: string
  attempts: number
  code?: ErrorCode
}

export interface Expectation {
  status: number
  parts: ExpectedPart[]
  /** Upstream requests until the answer and everything in the background is done. */
  calls: Record<Upstream, number>
}

interface Asked {
  part: ExpectedPart
  calls: Partial<Record<Upstream, number>>
}

/** What must come of a cell. */
export function expected(cell: Cell): Expectation {
  const { cache } = cell
  const { asks } = requestOf(cell)
  const isCached = cache === 'fresh' || cache === 'stale'
  // From a cache, nothing depends on what a refresh in the background comes to.
  const isReached = (source: SourceName): boolean =>
    isCached ||
    source === 'geocode' ||
    source === 'reddit' ||
    !asks.includes('geocode') ||
    !isBroken(cell, 'nominatim')
  const asked = asks.filter(isReached).map((source) => ask(source, cell))
  const parts = asked.map(({ part }): ExpectedPart => {
    if (!isCached) return part
    const { source } = part
    return {
      source,
      status: cache === 'fresh' ? 'cached' : 'stale',
      provider: firstUpstream[source],
      attempts: 0,
    }
  })
  const calls: Expectation['calls'] = { tgftp: 0, 'nws-products': 0, 'nws-api': 0, nominatim: 0, reddit: 0 }
  if (cache !== 'fresh') {
    for (const each of asked) {
      for (const [upstream, count] of Object.entries(each.calls)) calls[upstream as Upstream] += count
    }
  }
  return { status: statusOf(parts), parts, calls }
}

/** One source asked, with no cache to help. */
function ask(source: SourceName, cell: Cell): Asked {
  const upstream = firstUpstream[source]
  if (!isBroken(cell, upstream)) {
    return { part: { source, status: 'fresh', provider: upstream, attempts: 1 }, calls: { [upstream]: 1 } }
  }
  const { code, attempts, requests = 1 } = outcomeOf(source, cell)
  const met = attempts * requests
  if (source !== 'marine') {
    return {
      part: { source, status: 'failed', provider: upstream, attempts, code },
      calls: { [upstream]: met },
    }
  }
  if (!isBroken(cell, 'nws-products')) {
    const part: ExpectedPart = { source, status: 'fresh', provider: 'nws-products', attempts: attempts + 2 }
    return { part, calls: { tgftp: met, 'nws-products': 2 } }
  }
  // The first provider's error is reported for both. After a timeout it is not known, and the last provider is named.
  const provider = code === 'deadline' ? 'nws-products' : 'tgftp'
  const part: ExpectedPart = { source, status: 'failed', provider, attempts: attempts * 2, code }
  return { part, calls: { tgftp: met, 'nws-products': met } }
}

const isBroken = ({ extent, source }: Cell, upstream: Upstream): boolean =>
  extent === 'all' || firstUpstream[source] === upstream

/** All failed parts of a cell have one cause, and so one status. */
function statusOf(parts: readonly ExpectedPart[]): number {
  const statuses = parts.map(({ code }) => code && errorKinds[code].status)
  const [first] = statuses
  return first !== undefined && statuses.every((status) => status === first) ? first : 200
}
