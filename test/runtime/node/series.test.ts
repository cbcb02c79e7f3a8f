import fc from 'fast-check'
import { Counter, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createCounter, createHistogram } from '../../../src/runtime/node/series.ts'

const labels = ['source', 'status'] as const
const times = { name: 'tributary_test_seconds', help: 'Test', buckets: [0.1, 0.5, 1] }
const counts = { name: 'tributary_test_total', help: 'Test' }
const events = { name: 'tributary_events_total', help: 'Without labels' }

test('the text is the same as that of the library, whatever is observed', async () => {
  const observation = fc.record({
    source: fc.constantFrom('marine', 'reddit'),
    status: fc.constantFrom('fresh', 'stale'),
    value: fc.constantFrom(0, 0.1, 0.25, 0.5, 1, 4),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(observation, { maxLength: 40 }), async (observations) => {
      const [registry, theirs] = [new Registry(), new Registry()]
      const own = {
        observe: createHistogram({ ...times, labels, registry }),
        add: createCounter({ ...counts, labels, registry }),
        note: createCounter({ ...events, labels: [], registry }),
      }
      const library = {
        histogram: new Histogram({ ...times, labelNames: labels, registers: [theirs] }),
        counter: new Counter({ ...counts, labelNames: labels, registers: [theirs] }),
        events: new Counter({ ...events, registers: [theirs] }),
      }
      for (const { value, ...given } of observations) {
        const values = [given.source, given.status]
        own.observe(values, value)
        own.add(values, value)
        own.note([])
        library.histogram.observe(given, value)
        library.counter.inc(given, value)
        library.events.inc()
      }
      expect(await registry.metrics()).toBe(await theirs.metrics())
    }),
  )
})
