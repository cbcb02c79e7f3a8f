import { AppError } from '../core/errors.ts'
import { endFailed } from '../core/tracing.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Answer, Call } from './call.ts'
import type { Context } from './context.ts'
import { decodeWithin } from './decode-within.ts'
import type { Endpoint, Incoming, Outgoing } from './endpoint.ts'
import type { Guards } from './guards/guards.ts'
import type { Policy } from './source.ts'

export interface LoadOptions<In, Out, Settings> {
  source: string
  endpoint: Endpoint<In, Out, Settings>
  settings: Settings
  policy: Policy
  guards: Pick<Guards, 'call' | 'judge' | 'told'>
  attempt: Call<Outgoing, Incoming>
  runtime: Pick<Runtime, 'clock' | 'decode'>
}

/** Calls an endpoint: describes the request, sends it through the guards, decodes the body and sets the value's lifetime. */
export function load<In, Out, Settings>(options: LoadOptions<In, Out, Settings>): Call<In, Answer<Out>> {
  const { source, endpoint, settings, policy, guards, attempt, runtime } = options
  const { clock } = runtime
  const { maxBytes = policy.maxBytes, offloadAbove = policy.offloadAbove, provider } = endpoint
  const decodeBody = endpoint.decode as (body: string, input: unknown) => unknown

  /** A small body is decoded here, without a promise. */
  const decode = (body: string, input: unknown, ctx: Context): unknown =>
    body.length <= offloadAbove
      ? decodeBody(body, input)
      : decodeWithin(
          runtime,
          { name: endpoint.name, decode: decodeBody, body, input, offloadAbove },
          ctx.signal,
        )

  const read = (incoming: Incoming, input: In, key: string, ctx: Context): Out | Promise<Out> => {
    const { text, facts } = incoming
    incoming.text = ''
    const where = text.length > offloadAbove ? 'thread' : 'inline'
    const startedAt = clock.elapsed()
    const span = ctx.span?.child(`decode ${endpoint.name}`, 'internal', {
      'tributary.where': where,
      'tributary.bytes': text.length,
    })
    const good = (value: unknown): Out => {
      span?.end()
      guards.judge(key, null, ctx)
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'decode', source, where, bytes: text.length, tookMs })
      return value as Out
    }
    const bad = (thrown: unknown): never => {
      if (span) endFailed(span, thrown, ctx.signal)
      if (thrown === ctx.signal.reason) throw thrown
      const error = thrown instanceof AppError ? thrown : unexpected(thrown, ctx)
      guards.judge(key, error, ctx)
      throw error
    }
    try {
      const decoded = decode(text, facts ? { ...input, ...facts } : input, ctx)
      return decoded instanceof Promise ? decoded.then(good, bad) : good(decoded)
    } catch (thrown) {
      return bad(thrown)
    }
  }

  return async (input, ctx) => {
    const request = endpoint.describe(input, settings)
    const outgoing = { source, endpoint, request, input, maxBytes }
    const askedAt = clock.elapsed()
    try {
      const incoming = await guards.call((own) => attempt(outgoing, own), ctx)
      const fetchedAt = clock.now()
      const startedAt = clock.elapsed()
      const { upstreamMs } = incoming
      const decoded = read(incoming, input, request.body ?? request.url, ctx)
      const value = decoded instanceof Promise ? await decoded : decoded
      const freshUntil = fetchedAt + policy.freshMs
      const staleUntil = freshUntil + policy.staleMs
      const queueMs = Math.max(0, startedAt - askedAt - upstreamMs)
      const timings = { queueMs, upstreamMs, decodeMs: clock.elapsed() - startedAt }
      return { value, provider, fetchedAt, freshUntil, staleUntil, status: 'fresh', timings }
    } catch (error) {
      // The signal's reason is shared with other calls, so it must not be given a provider.
      throw error instanceof AppError && error !== ctx.signal.reason ? guards.told(error) : error
    }
  }
}

/** An unexpected decoder error is reported to the caller as `upstream_invalid`, and logged as a bug. */
function unexpected(cause: unknown, ctx: Context): AppError {
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause))
  if (!foreseen.has(name)) ctx.emit({ type: 'bug', message, stack, requestId: ctx.requestId })
  return new AppError('upstream_invalid', 'the body is not of the promised shape', { cause })
}

/** Text that is not JSON, and values that do not fit the schema. */
const foreseen = new Set(['SyntaxError', 'ZodError', '$ZodError'])
