// Instances of a deployment that share flights, each with loads that end as the test says.
import { z } from 'zod'
import type { Answer, Call } from '../../../src/pipeline/call.ts'
import { type SharedFlightOptions, sharedFlight } from '../../../src/pipeline/keep/shared-flight.ts'
import type { SharedFlights } from '../../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createMapFlights } from '../../support/map-flights.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

export const policy = {
  namespace: 'marine',
  failedMs: 1_000,
  missingMs: 10_000,
  output: z.string(),
  expiresAt: undefined,
}
export const name = 'tributary:v2:marine:k'

export const around =
  (isUp: boolean) =>
  (clock: VirtualClock, call: Call<string, Answer<string>>): Call<string, Answer<string>> => {
    const flights = createMapFlights(clock)
    flights.breakDown(!isUp)
    const tier = sharedFlight({ ...policy, flights, clock })
    return (input, ctx) => tier(input, ctx, () => call(input, ctx))
  }

/** One instance of a deployment. */
export function instance(
  clock: VirtualClock,
  flights: SharedFlights,
  more: Partial<SharedFlightOptions<string>> = {},
) {
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const tier = sharedFlight({ ...policy, flights, clock, ...more })
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = tier(name, ctx, () => inner.call('k', ctx))
    result.catch(() => {})
    return { ctx, result }
  }
  const roles = () => events.of('shared-flight').map(({ role }) => role)
  return { events, inner, ask, roles }
}

export function deployment(more: Partial<SharedFlightOptions<string>> = {}) {
  const clock = createVirtualClock()
  const flights = createMapFlights(clock)
  const [one, two, three] = [0, 1, 2].map(() => instance(clock, flights, more)) as [
    ReturnType<typeof instance>,
    ReturnType<typeof instance>,
    ReturnType<typeof instance>,
  ]
  return { clock, flights, one, two, three }
}
