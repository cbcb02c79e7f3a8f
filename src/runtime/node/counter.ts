import { Counter, type Registry } from 'prom-client'

export interface CounterOptions<Label extends string> {
  registry: Registry
  name: string
  help: string
  labels: readonly Label[]
}

/** Adds to the count under these label values, given in the order of the labels. */
export type Add = (values: readonly string[], by?: number) => void

/**
 * Counts in a plain map and hands the sums over when they are scraped: counting is on the path of every cached answer,
 * and the library's own hashes the labels each time, at several times the cost.
 */
export function createCounter<Label extends string>({
  registry,
  name,
  help,
  labels,
}: CounterOptions<Label>): Add {
  const counts = new Map<string, { values: readonly string[]; count: number }>()
  new Counter({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset()
      for (const { values, count } of counts.values()) {
        const entries = labels.map((label, index) => [label, values[index] ?? ''])
        this.inc(Object.fromEntries(entries), count)
      }
    },
  })
  return (values, by = 1) => {
    const key = values.join('\n')
    const known = counts.get(key)
    if (known) known.count += by
    else counts.set(key, { values, count: by })
  }
}
