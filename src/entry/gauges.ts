import type { Service } from '../http/service.ts'
import type { SourceView } from '../pipeline/view.ts'
import type { GaugeSample, Metrics } from '../runtime/node/metrics.ts'
import type { NodeRuntime } from '../runtime/node/node.ts'

/** Registers the gauges: permits and queues of upstreams, caches, threads and requests. */
export function exportGauges(
  metrics: Pick<Metrics, 'gauge'>,
  { sources, built, lifecycle }: Pick<Service, 'sources' | 'built' | 'lifecycle'>,
  { executor }: Pick<NodeRuntime, 'executor'>,
): void {
  const views = (): SourceView[] => sources.map(({ name }) => built(name).view())
  const upstream = (name: string, help: string, level: (of: Provider) => number): void =>
    metrics.gauge(`tributary_upstream_${name}`, help, ['source', 'provider'], () =>
      views().flatMap(({ name: source, providers }) =>
        providers.map((of): GaugeSample => ({ labels: { source, provider: of.name }, value: level(of) })),
      ),
    )
  const cache = (name: string, help: string, level: (of: SourceView['cache']) => number): void =>
    metrics.gauge(`tributary_cache_${name}`, help, ['source'], () =>
      views().map((view): GaugeSample => ({ labels: { source: view.name }, value: level(view.cache) })),
    )
  const one = (name: string, help: string, level: () => number): void =>
    metrics.gauge(`tributary_${name}`, help, [], () => [{ labels: {}, value: level() }])

  upstream(
    'places',
    'Maximum number of concurrent requests to an upstream, as adapted',
    (of) => of.concurrency.limit,
  )
  upstream('places_used', 'Requests to an upstream in flight', (of) => of.concurrency.inUse)
  upstream('queued', 'Requests that wait for a permit of an upstream', (of) => of.concurrency.queued)
  cache('entries', 'Values in the memory cache', ({ entries }) => entries)
  cache('bytes', 'Size of the values in the memory cache', ({ bytes }) => bytes)
  one('threads', 'Maximum number of decoder threads', () => executor.size)
  one('threads_used', 'Decoder threads in use', () => executor.running)
  one('threads_queued', 'Bodies that wait for a decoder thread', () => executor.queued)
  one('requests_in_flight', 'Requests accepted and not yet answered', () => lifecycle.tally().inFlight)
}

type Provider = SourceView['providers'][number]
