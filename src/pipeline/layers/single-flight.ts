import type { Layer } from '../call.ts'
import { SharedRun } from '../shared-run.ts'

/**
 * Shares one running call between all callers that ask for the same key, its failure too. It goes on when its first caller
 * leaves and stops when the last one has disconnected.
 */
export function singleFlight<In, Out>(options: {
  source: string
  key: (input: In) => string
}): Layer<In, Out> {
  const { source, key: keyOf } = options
  // What waits belongs to the scope: on Workers a promise must not cross requests.
  const owner = {}
  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const flights = ctx.scope.memo(owner, () => new Map<string, SharedRun<Out>>())
    const key = keyOf(input)
    const running = flights.get(key)
    if (running && !running.isAbandoned) {
      ctx.emit({ type: 'flight', source, role: 'rider' })
      return running.join(ctx)
    }
    const flight = new SharedRun<Out>(ctx)
    flights.set(key, flight)
    ctx.emit({ type: 'flight', source, role: 'leader' })
    const joined = flight.join(ctx)
    const fly = async (): Promise<Out> => {
      try {
        return await next(input, flight.ctx)
      } finally {
        // After the last rider has left, another flight may be under way with the same key.
        if (flights.get(key) === flight) flights.delete(key)
      }
    }
    flight.start(fly())
    return joined
  }
}
