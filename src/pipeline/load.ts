import { AppError } from '../core/errors.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Answer, Call } from './call.ts'
import type { Incoming, Outgoing } from './exchange.ts'
import type { Guards } from './guards.ts'
import type { Endpoint, Policy } from './source.ts'

export interface LoadOptions<In, Out, Settings> {
  source: string
  endpoint: Endpoint<In, Out, Settings>
  settings: Settings
  policy: Policy
  guard: Pick<Guards, 'report'>
  guarded: Call<Outgoing, Incoming>
  runtime: Pick<Runtime, 'clock' | 'decode'>
}

/** Asks an endpoint: describes the request, sends it through the guards, decodes the body, stamps the value. */
export function load<In, Out, Settings>(options: LoadOptions<In, Out, Settings>): Call<In, Answer<Out>> {
  const { source, endpoint, settings, policy, guard, guarded, runtime } = options
  const { clock } = runtime
  const { maxBytes = policy.maxBytes, offloadAbove = policy.offloadAbove, provider } = endpoint

  return async (input, ctx) => {
    const request = endpoint.describe(input, settings)
    const incoming = await guarded({ source, endpoint, request, input, maxBytes }, ctx).catch(
      (error: unknown) => {
        // The signal's reason is shared with other calls and belongs to none.
        if (error instanceof AppError && error !== ctx.signal.reason) error.provider ??= provider
        throw error
      },
    )
    const fetchedAt = clock.now()
    const { text, attempts } = incoming
    const startedAt = clock.elapsed()
    try {
      const decode = endpoint.decode as (body: string, input: unknown) => unknown
      const value = await runtime.decode(
        { name: endpoint.name, decode, body: text, input, offloadAbove },
        ctx.signal,
      )
      const where = text.length > offloadAbove ? 'thread' : 'inline'
      ctx.emit({ type: 'decode', source, where, bytes: text.length, tookMs: clock.elapsed() - startedAt })
      const freshUntil = fetchedAt + policy.freshMs
      return {
        value: value as Out,
        provider,
        fetchedAt,
        freshUntil,
        staleUntil: freshUntil + policy.staleMs,
        status: 'fresh',
        attempts,
      }
    } catch (error) {
      if (!(error instanceof AppError) || error === ctx.signal.reason) throw error
      error.provider ??= provider
      error.attempts = attempts
      guard.report(error, ctx)
      throw error
    }
  }
}
