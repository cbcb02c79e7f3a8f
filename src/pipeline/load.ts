import { AppError } from '../core/errors.ts'
import { endFailed, type Span } from '../core/tracing.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { createAttempt } from './attempt.ts'
import type { Answer, Call } from './call.ts'
import type { Context } from './context.ts'
import { decodeWithin } from './decode-within.ts'
import type { Endpoint, RequestDescription } from './endpoint.ts'
import { exchange } from './exchange.ts'
import type { Guards } from './guards/guards.ts'
import type { Policy } from './source.ts'

export interface LoadOptions<In, Out, Settings> {
  source: string
  endpoint: Endpoint<In, Out, Settings>
  settings: Settings
  policy: Policy
  guards: Pick<Guards, 'call' | 'judge' | 'told'>
  runtime: Pick<Runtime, 'clock' | 'decode' | 'send'>
  userAgent: string
}

/** Calls an endpoint: describes the request, sends it through the guards, decodes the body and sets the value's lifetime. */
export function load<In, Out, Settings>(options: LoadOptions<In, Out, Settings>): Call<In, Answer<Out>> {
  const { source, endpoint, settings, policy, guards, runtime, userAgent } = options
  const { clock } = runtime
  const { name, maxBytes = policy.maxBytes, offloadAbove = policy.offloadAbove, provider } = endpoint
  const send = (endpoint.exchange ?? exchange)({ runtime, userAgent, settings })
  const attempt = createAttempt({ clock, timeoutMs: policy.timeoutMs, exchange: send })
  const decode = endpoint.decode as (body: string, input: unknown) => unknown

  return async (input, ctx) => {
    const request = endpoint.describe(input, settings)
    const outgoing = { source, endpoint, request, input, maxBytes }
    const askedAt = clock.elapsed()
    let body: string | undefined
    let span: Span | undefined
    try {
      const incoming = await guards.call(() => attempt(outgoing, ctx), ctx)
      const fetchedAt = clock.now()
      const startedAt = clock.elapsed()
      const { facts, upstreamMs } = incoming
      body = incoming.text
      incoming.text = ''
      const bytes = body.length
      const where = bytes > offloadAbove ? 'thread' : 'inline'
      span = ctx.span?.child(`decode ${name}`, 'internal', {
        'tributary.where': where,
        'tributary.bytes': bytes,
      })
      const own = facts ? { ...input, ...facts } : input
      const value =
        where === 'inline'
          ? decode(body, own)
          : await decodeWithin(runtime, { name, decode, body, input: own, offloadAbove }, ctx.cancellation)
      span?.end()
      guards.judge(keyOf(request), null, ctx)
      const decodeMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'decode', source, where, bytes, tookMs: decodeMs })
      const freshUntil = fetchedAt + policy.freshMs
      return {
        value: value as Out,
        provider,
        fetchedAt,
        freshUntil,
        staleUntil: freshUntil + policy.staleMs,
        status: 'fresh',
        timings: { queueMs: startedAt - askedAt - upstreamMs, upstreamMs, decodeMs },
      }
    } catch (thrown) {
      if (span) endFailed(span, thrown, ctx.cancellation)
      // The reason of an abort is shared with other calls, so it must not be given a provider.
      if (ctx.cancellation.aborted && thrown === ctx.cancellation.reason) throw thrown
      if (body === undefined) throw thrown instanceof AppError ? guards.told(thrown) : thrown
      const error = thrown instanceof AppError ? thrown : unexpected(thrown, ctx)
      guards.judge(keyOf(request), error, ctx)
      throw guards.told(error)
    }
  }
}

/** What the breaker tells requests apart by. */
const keyOf = ({ url, body }: RequestDescription): string => body ?? url

/** An unexpected decoder error is reported to the caller as `upstream_invalid`, and logged as a bug. */
function unexpected(cause: unknown, ctx: Context): AppError {
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause))
  if (!foreseen.has(name)) ctx.emit({ type: 'bug', message, stack, requestId: ctx.requestId })
  return new AppError('upstream_invalid', 'the body is not of the promised shape', { cause })
}

/** Text that is not JSON, and values that do not fit the schema. */
const foreseen = new Set(['SyntaxError', 'ZodError', '$ZodError'])
