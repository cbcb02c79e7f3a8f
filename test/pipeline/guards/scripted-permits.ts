// Permits whose calls end as the test says.
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

export function permitsOf<In>(concurrency: number, queue = 100, patienceMs = 1_000) {
  const clock = createVirtualClock()
  const inner = createScriptedCall<In, In>()
  const permits = new Permits({ name: 'limit', limits: 'sea', concurrency, queue, patienceMs, clock })
  const run = (input: In, options?: ContextOptions) => {
    const ctx = createContext(clock, options)
    const result = permits.run(() => inner.call(input, ctx), ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const running = () => inner.pending.map(({ input }) => input)
  return { clock, inner, permits, run, running }
}
