import type { Metric, Registry } from 'prom-client'

export interface HistogramOptions {
  registry: Registry
  name: string
  help: string
  labels: readonly string[]
  /** Upper bounds, ascending. */
  buckets: readonly number[]
}

/** Adds an observation under these label values, given in the order of the labels. */
export type Observe = (values: readonly string[], value: number) => void

interface Series {
  values: readonly string[]
  /** Observations per bucket, and those above the last bound. */
  counts: Float64Array
  sum: number
}

/**
 * A histogram that counts in plain arrays and is read when it is scraped. The library's own hashes the labels and creates several
 * objects for each observation, and every part of an answer makes three observations.
 */
export function createHistogram({ registry, name, help, labels, buckets }: HistogramOptions): Observe {
  const all: Series[] = []
  const seriesOf = (values: readonly string[]): Series => {
    const known = all.find((series) => values.every((value, index) => series.values[index] === value))
    if (known) return known
    const made = { values: [...values], counts: new Float64Array(buckets.length + 1), sum: 0 }
    all.push(made)
    return made
  }
  const samples = () =>
    all.flatMap(({ values, counts, sum }) => {
      const own = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']))
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
    })
  const metric = {
    name,
    get: async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: samples() }),
    reset: () => void all.splice(0),
  }
  registry.registerMetric(metric as unknown as Metric)

  return (values, value) => {
    const series = seriesOf(values)
    let index = 0
    while (index < buckets.length && value > (buckets[index] ?? 0)) index++
    series.counts[index] = (series.counts[index] ?? 0) + 1
    series.sum += value
  }
}
