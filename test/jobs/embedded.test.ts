import { silent } from '../../src/core/events.ts'
import { createEmbeddedQueue } from '../../src/queues/embedded.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 1_000
const limits = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describeQueue('the embedded engine', async () => {
  const clock = createVirtualClock()
  return {
    open: async (more) =>
      createEmbeddedQueue({ clock, limits: { ...limits, ...more }, mostBytes: 1_000_000, emit: silent }),
    pass: (ms) => clock.advance(ms),
    keepMs,
    canPassHours: true,
    async close() {},
  }
})
