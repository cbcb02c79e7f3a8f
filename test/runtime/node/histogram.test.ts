import fc from 'fast-check'
import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createHistogram } from '../../../src/runtime/node/histogram.ts'

const options = { name: 'tributary_test_seconds', help: 'Test', buckets: [0.1, 0.5, 1] }
const labels = ['source', 'status']

test('the text is the same as that of the library, whatever is observed', async () => {
  const observation = fc.record({
    source: fc.constantFrom('marine', 'reddit'),
    status: fc.constantFrom('fresh', 'stale'),
    value: fc.constantFrom(0, 0.1, 0.25, 0.5, 1, 4),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(observation, { maxLength: 40 }), async (observations) => {
      const [own, theirs] = [new Registry(), new Registry()]
      const observe = createHistogram({ ...options, labels, registry: own })
      const library = new Histogram({ ...options, labelNames: labels, registers: [theirs] })
      for (const { value, ...given } of observations) {
        observe([given.source, given.status], value)
        library.observe(given, value)
      }
      expect(await own.metrics()).toBe(await theirs.metrics())
    }),
  )
})
