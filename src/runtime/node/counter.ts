import type { Registry } from 'prom-client'
import { prometheus } from './lazy-require.ts'

export interface CounterOptions<Label extends string> {
  registry: Registry
  name: string
  help: string
  labels: readonly Label[]
}

/** Adds to the count of these label values, given in the order of the labels. */
export type Add = (values: readonly string[], by?: number) => void

/**
 * Counts in plain maps and passes the sums to the library when it is scraped. Counting is on the path of every cached answer,
 * and the library's own counter hashes the labels each time, at several times the cost.
 */
export function createCounter<Label extends string>({
  registry,
  name,
  help,
  labels,
}: CounterOptions<Label>): Add {
  const counts: Level = { count: 0, next: new Map() }
  const { Counter } = prometheus()
  new Counter({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset()
      for (const { values, count } of sums(counts)) {
        const entries = labels.map((label, index) => [label, values[index] ?? ''])
        this.inc(Object.fromEntries(entries), count)
      }
    },
  })
  return (values, by = 1) => {
    let level = counts
    for (const value of values) {
      let below = level.next.get(value)
      if (!below) {
        below = { count: 0, next: new Map() }
        level.next.set(value, below)
      }
      level = below
    }
    level.count += by
  }
}

/** A node of nested maps, one level per label: joining the values to one key would cost more than counting. */
interface Level {
  count: number
  next: Map<string, Level>
}

function* sums(
  { count, next }: Level,
  values: readonly string[] = [],
): Generator<{ values: readonly string[]; count: number }> {
  if (count > 0) yield { values, count }
  for (const [value, below] of next) yield* sums(below, [...values, value])
}
