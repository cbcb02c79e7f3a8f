// The Prometheus metrics, derived from the event stream. Label values come only from the code or the configuration
// (sources, providers, codes, routes), never from callers, so their number is bounded.
import type { Emit, EventOf, EventType } from '../../core/events.ts'
import { prometheus } from './lazy-require.ts'
import { type Add, createCounter, createHistogram, type Observe } from './series.ts'

export interface GaugeSample {
  labels: Readonly<Record<string, string>>
  value: number
}

export interface Metrics {
  listen: Emit
  /** Adds a gauge whose value is read on each scrape. */
  gauge(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Iterable<GaugeSample> | Promise<Iterable<GaugeSample>>,
  ): void
  /** Adds a counter without labels that is maintained elsewhere and read on each scrape. */
  total(name: string, help: string, read: () => number): void
  /** Renders the registry in the Prometheus text format. */
  render(): Promise<string>
  /** Loads the library before the first scrape needs it. */
  warm(): void
  readonly contentType: string
}

// Buckets in seconds, from a cache hit to the maximum budget.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const breakerStates = { closed: 0, 'half-open': 1, open: 2 } as const
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Maximum number of events buffered before the library is loaded; the next one loads it. */
const maxHeld = 1_000

/** Creates the metrics of the process. The library is loaded when they are warmed or rendered; earlier events are buffered. */
export function createMetrics(): Metrics {
  let held: ((series: Series) => void)[] = []
  let made: Series | undefined
  const series = (): Series => {
    if (made) return made
    made = createSeries()
    for (const tell of held) tell(made)
    held = []
    return made
  }
  const hold = (tell: (series: Series) => void): void => {
    if (held.length < maxHeld) held.push(tell)
    else tell(series())
  }
  return {
    listen: (event) => (made ? made.listen(event) : hold((late) => late.listen(event))),
    gauge: (...gauge) => (made ? made.gauge(...gauge) : hold((late) => late.gauge(...gauge))),
    total: (...total) => (made ? made.total(...total) : hold((late) => late.total(...total))),
    render: () => series().render(),
    warm: () => void series(),
    // The registry's own content type.
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  }
}

type Series = Omit<Metrics, 'warm' | 'contentType'>

/** The service's own metrics and the default ones of the process and its event loop. */
function createSeries(): Series {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = prometheus()
  const registry = new Registry()
  // At the library's 10 ms an idle process would wake up a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 })
  const registers = [registry]
  const counter = (name: string, help: string, labels: readonly string[]): Add =>
    createCounter({ registry, name: `tributary_${name}_total`, help, labels })
  const histogram = (name: string, help: string, labels: readonly string[]): Observe =>
    createHistogram({ registry, name: `tributary_${name}_seconds`, help, labels, buckets })

  /** Counts events by these fields of theirs. */
  const count = <Counted>(name: string, help: string, fields: readonly (keyof Counted & string)[]) => {
    const add = counter(name, help, fields)
    return (event: Counted): void => add(fields.map((field) => String(event[field])))
  }

  const upstream = ['source', 'provider'] as const
  const parts = counter('parts', 'Parts of answers by status', [...upstream, 'status'])
  const partFailures = counter('part_failures', 'Parts that failed', [...upstream, 'code'])
  const partTime = histogram('part', 'Time to load a part that was not in memory', [...upstream, 'status'])
  const attempts = counter('upstream_attempts', 'Requests to upstreams by outcome', [...upstream, 'code'])
  const attemptTime = histogram('upstream', 'Time of one request to an upstream', upstream)
  const read = counter('upstream_characters', 'Characters read from upstreams', upstream)
  const breakerChanges = counter('breaker_changes', 'Changes of circuit breakers by new state', [
    ...upstream,
    'state',
  ])
  const breaker = new Gauge({
    name: 'tributary_breaker_state',
    help: 'Circuit breaker: 0 closed, 1 half-open, 2 open; absent until it first changes',
    labelNames: upstream,
    registers,
  })
  const cache = counter('cache', 'Look-ups in the caches', ['source', 'tier', 'outcome'])
  const skipped = counter('skipped_items', 'Items of lists that could not be read', upstream)
  const redisUp = new Gauge({
    name: 'tributary_redis_up',
    help: '1 while Redis answers in time and accepts writes, otherwise 0 with the cause; absent if Redis is not used',
    labelNames: ['use', 'cause'],
    registers,
  })
  const causes = new Map<string, string>()
  const observeRedis = (use: string, cause: string): void => {
    // Reset first, or the series of the previous cause would stay forever.
    redisUp.remove({ use, cause: causes.get(use) ?? '' })
    causes.set(use, cause)
    redisUp.set({ use, cause }, cause === '' ? 1 : 0)
  }
  const decodeTime = histogram('decode', 'Time to decode a body', ['source', 'where'])
  const computeTime = histogram('compute', 'Time to compute results from texts in memory', ['task', 'where'])
  const requests = counter('http_requests', 'Requests answered', ['route', 'method', 'status'])
  const requestTime = histogram('http_request', 'Time to answer a request', ['route'])

  const handlers: { readonly [Type in EventType]?: (event: EventOf<Type>) => void } = {
    request({ route, method, status, tookMs }) {
      requests([route, methods.has(method) ? method : 'other', String(status)])
      requestTime([route], tookMs / 1_000)
    },
    part({ source, provider, status, code, tookMs }) {
      parts([source, provider, status])
      if (code !== undefined) partFailures([source, provider, code])
      if (status !== 'cached') partTime([source, provider, status], tookMs / 1_000)
    },
    replayed({ runs }) {
      for (const { source, provider, status, count } of runs) {
        cache([source, 'memory', 'hit'], count)
        parts([source, provider, status], count)
      }
    },
    attempt({ source, provider, code, tookMs, bytes }) {
      attempts([source, provider, code ?? 'ok'])
      attemptTime([source, provider], tookMs / 1_000)
      read([source, provider], bytes)
    },
    breaker({ source, provider, state }) {
      breakerChanges([source, provider, state])
      breaker.set({ source, provider }, breakerStates[state])
    },
    cache: ({ source, tier, outcome }) => cache([source, tier, outcome]),
    skipped: ({ source, provider, items }) => skipped([source, provider], items),
    'shared-state': ({ cause }) => observeRedis('shared', cause),
    'jobs-store': ({ cause }) => observeRedis('jobs', cause),
    decode: ({ source, where, tookMs }) => decodeTime([source, where], tookMs / 1_000),
    compute: ({ task, where, tookMs }) => computeTime([task, where], tookMs / 1_000),
    retry: count('retries', 'Retries', [...upstream, 'code']),
    'retry-refused': count('retries_refused', 'Retries prevented by the retry budget or the deadline', [
      ...upstream,
      'code',
    ]),
    refused: count('refused', 'Calls refused before the upstream was called', [...upstream, 'by', 'code']),
    cooldown: count('cooldowns', 'Pauses requested by upstreams', upstream),
    flight: count('flights', 'Calls that started a flight (leader) or joined one (waiter)', [
      'source',
      'role',
    ]),
    refresh: count('refreshes', 'Background refreshes by outcome', ['source', 'outcome']),
    fallback: count('fallbacks', 'Fallbacks to the next provider', ['source', 'from', 'to', 'code']),
    'store-failed': count('store_failures', 'Failures of the shared store', ['source', 'operation']),
    'shared-flight': count('shared_flights', 'Loads shared between instances by the role of this one', [
      'source',
      'role',
    ]),
    job: count('job_changes', 'Changes of jobs by new state; `running` again when a job is resumed', [
      'kind',
      'state',
    ]),
    warning: count('warnings', 'Warnings', []),
    bug: count('bugs', 'Unexpected errors', []),
  }

  return {
    listen: (event) => handlers[event.type]?.(event as never),
    gauge(name, help, labelNames, read) {
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        async collect() {
          const samples = await read()
          this.reset()
          for (const { labels, value } of samples) this.set(labels, value)
        },
      })
    },
    total(name, help, read) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset()
          this.inc(read())
        },
      })
    },
    render: () => registry.metrics(),
  }
}
