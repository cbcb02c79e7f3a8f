import { AppError } from '../core/errors.ts'
import { endFailed, type Span } from '../core/tracing.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Answer, Call, Context } from './call.ts'
import { decodeWithin } from './decode-within.ts'
import type { Endpoint, Incoming, Outgoing } from './endpoint.ts'
import type { Guards } from './guards.ts'
import type { Policy } from './source.ts'

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
    const askedAt = clock.elapsed()
    const incoming = await guarded({ source, endpoint, request, input, maxBytes }, ctx).catch(
      (error: unknown) => {
        // The signal's reason is shared with other calls and belongs to none.
        if (error instanceof AppError && error !== ctx.signal.reason) error.provider ??= provider
        throw error
      },
    )
    const fetchedAt = clock.now()
    const { text, attempts, upstreamMs, facts } = incoming
    const given = facts ? { ...input, ...facts } : input
    const startedAt = clock.elapsed()
    let span: Span | undefined
    try {
      const decode = endpoint.decode as (body: string, input: unknown) => unknown
      const task = { name: endpoint.name, decode, body: text, input: given, offloadAbove }
      const where = text.length > offloadAbove ? 'thread' : 'inline'
      span = ctx.span?.child(`decode ${endpoint.name}`, 'internal', {
        'tributary.where': where,
        'tributary.bytes': text.length,
      })
      const value = await decodeWithin(runtime, task, ctx.signal)
      span?.end()
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'decode', source, where, bytes: text.length, tookMs })
      const queueMs = Math.max(0, startedAt - askedAt - upstreamMs)
      const freshUntil = fetchedAt + policy.freshMs
      return {
        value: value as Out,
        provider,
        fetchedAt,
        freshUntil,
        staleUntil: freshUntil + policy.staleMs,
        status: 'fresh',
        attempts,
        timings: { queueMs, upstreamMs, decodeMs: tookMs },
      }
    } catch (thrown) {
      if (span) endFailed(span, thrown, ctx.signal)
      if (thrown === ctx.signal.reason) throw thrown
      const error = thrown instanceof AppError ? thrown : unexpected(thrown, ctx)
      error.provider ??= provider
      error.attempts = attempts
      guard.report(error, ctx)
      throw error
    }
  }
}

/** A body that a decoder did not foresee is the upstream's fault to the caller, and a bug to whoever reads the log. */
function unexpected(cause: unknown, ctx: Context): AppError {
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause))
  if (!foreseen.has(name)) ctx.emit({ type: 'bug', message, stack, requestId: ctx.requestId })
  return new AppError('upstream_invalid', 'the body is not of the promised shape', { cause })
}

/** JSON that is none, and values that do not fit the schema. */
const foreseen = new Set(['SyntaxError', 'ZodError', '$ZodError'])
