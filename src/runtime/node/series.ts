// Counters and histograms that count in plain objects and are read when they are scraped. Counting is on the path of every cached
// answer, and the library's own metrics hash the labels and create objects each time, at several times the cost.
import type { Metric, Registry } from 'prom-client'

export interface SeriesOptions {
  registry: Registry
  name: string
  help: string
  labels: readonly string[]
}

/** Adds to the count of these label values, given in the order of the labels. */
export type Add = (values: readonly string[], by?: number) => void

/** Adds an observation under these label values, given in the order of the labels. */
export type Observe = (values: readonly string[], value: number) => void

/** Creates a counter. */
export function createCounter({ labels, ...options }: SeriesOptions): Add {
  const series = createSeries(labels, () => ({ count: 0 }))
  // Without labels there is one series, which is there from the start.
  if (labels.length === 0) series.of([])
  register(options, 'counter', () =>
    series.all.map(({ own, state }) => ({ metricName: options.name, labels: own, value: state.count })),
  )
  return (values, by = 1) => {
    series.of(values).count += by
  }
}

/** Creates a histogram; `buckets` are upper bounds, ascending. */
export function createHistogram({
  labels,
  buckets,
  ...options
}: SeriesOptions & { buckets: readonly number[] }): Observe {
  // One count for each bucket, and one for what is above the last bound.
  const series = createSeries(labels, () => ({ counts: new Float64Array(buckets.length + 1), sum: 0 }))
  const { name } = options
  register(options, 'histogram', () =>
    series.all.flatMap(({ own, state: { counts, sum } }) => {
      let count = 0
      const upTo = [...buckets, '+Inf'].map((le, index) => {
        count += counts[index] ?? 0
        return { metricName: `${name}_bucket`, labels: { le, ...own }, value: count }
      })
      return [
        ...upTo,
        { metricName: `${name}_sum`, labels: own, value: sum },
        { metricName: `${name}_count`, labels: own, value: count },
      ]
    }),
  )
  return (values, value) => {
    const state = series.of(values)
    let index = 0
    while (index < buckets.length && value > (buckets[index] ?? 0)) index++
    state.counts[index] = (state.counts[index] ?? 0) + 1
    state.sum += value
  }
}

/** A node of nested maps, one level per label: joining the values to one key would cost more than counting. */
interface Level<State> {
  state?: State
  next: Map<string, Level<State>>
}

function createSeries<State>(labels: readonly string[], make: () => State) {
  const root: Level<State> = { next: new Map() }
  const all: { own: Record<string, string>; state: State }[] = []
  return {
    all,
    /** The state of these label values. */
    of(values: readonly string[]): State {
      let level = root
      for (const value of values) {
        let below = level.next.get(value)
        if (!below) {
          below = { next: new Map() }
          level.next.set(value, below)
        }
        level = below
      }
      if (level.state) return level.state
      level.state = make()
      const own = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']))
      all.push({ own, state: level.state })
      return level.state
    },
  }
}

function register(
  { registry, name, help }: Pick<SeriesOptions, 'registry' | 'name' | 'help'>,
  type: 'counter' | 'histogram',
  values: () => object[],
): void {
  const get = async (): Promise<object> => ({ name, help, type, aggregator: 'sum', values: values() })
  registry.registerMetric({ name, get } as unknown as Metric)
}
