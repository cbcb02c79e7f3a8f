import { Cancellation } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { type Attributes, endFailed } from '../core/tracing.ts'
import { type Settle, waitFor } from '../core/wait.ts'
import type { Call } from './call.ts'
import type { Context } from './context.ts'
import type { Exchange, Incoming, Outgoing } from './endpoint.ts'
import { spendRequest } from './subrequests.ts'

type Received = Awaited<ReturnType<Exchange>>

export interface AttemptOptions {
  clock: Clock
  /** Maximum time for one attempt in ms, from sending the request to the last byte. */
  timeoutMs: number
  exchange: Exchange
}

/**
 * Makes one attempt: budgeted, counted, timed and reported. It ends after `timeoutMs` or, when another provider needs the rest
 * of the time, at the call's deadline. It does not wait for the work below to stop, because an attempt holds a permit and must
 * be bounded whatever the platform does.
 */
export function createAttempt({ clock, timeoutMs, exchange }: AttemptOptions): Call<Outgoing, Incoming> {
  return async (outgoing, ctx) => {
    const { source, endpoint } = outgoing
    const { provider } = endpoint
    const startedAt = clock.elapsed()
    const endsAt = startedAt + timeoutMs
    if (startedAt >= ctx.deadline) throw new AppError('deadline', 'no time was left to ask the upstream')
    spendRequest(ctx)
    ctx.attempts.count(provider)
    const span = ctx.span?.child(`attempt ${provider}`, 'client', describe(outgoing, ctx))
    const cancellation = new Cancellation()
    const report = (bytes: number, code: ErrorCode | null): number => {
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'attempt', source, provider, tookMs, bytes, code })
      return tookMs
    }
    const until = {
      timers: clock,
      deadline: () => (ctx.isCutOff ? Math.min(endsAt, ctx.deadline) : endsAt),
      late: () =>
        clock.elapsed() >= endsAt
          ? new AppError('upstream_timeout', `no complete answer within ${timeoutMs} ms`)
          : new AppError(
              'deadline',
              'no answer within its share of the time; another provider needs the rest',
            ),
    }
    const send = (settle: Settle<Received>): undefined => {
      exchange(outgoing, ctx.with({ cancellation, span })).then(
        (received) => settle.resolve(received),
        (error: unknown) => settle.reject(error),
      )
    }
    try {
      const received = await waitFor({ signal: ctx.cancellation, until }, send)
      span?.set({ 'http.response.body.size': received.bytes })
      span?.end()
      // The same object, so that its text can be emptied.
      return Object.assign(received, { upstreamMs: report(received.bytes, null) })
    } catch (error) {
      cancellation.abort(error)
      if (span) endFailed(span, error, ctx.cancellation)
      if (error instanceof AppError) {
        // Our own address check refused it: nothing was sent.
        if (!error.wasAsked && error.kind.blame === 'caller') ctx.attempts.count(provider, -1)
        report(0, error.code)
      }
      throw error
    }
  }
}

/** Span attributes of an attempt. Only the host of the address: paths and parameters may hold keys. */
function describe({ source, endpoint, request }: Outgoing, { attempts }: Context): Attributes {
  const { hostname, port } = new URL(request.url)
  return {
    'http.request.method': request.method ?? 'GET',
    'server.address': hostname,
    ...(port !== '' && { 'server.port': Number(port) }),
    'tributary.source': source,
    'tributary.provider': endpoint.provider,
    'tributary.attempt': attempts.made,
  }
}
