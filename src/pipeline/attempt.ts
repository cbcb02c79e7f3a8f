import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { type Attributes, endFailed, type Span } from '../core/tracing.ts'
import { waitFor } from '../core/wait.ts'
import type { Call } from './call.ts'
import type { Context } from './context.ts'
import type { Brought, Exchange, Incoming, Outgoing } from './endpoint.ts'
import { spendRequest } from './subrequests.ts'

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
  const run = (outgoing: Outgoing, ctx: Context, span: Span | undefined): Promise<Brought> => {
    const own = new AbortController()
    const endsAt = clock.elapsed() + timeoutMs
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
    let isDone = false
    const below = ctx.with({ signal: own.signal, ...(span && { span }) })
    return waitFor<Brought>({ signal: ctx.signal, until }, ({ resolve, reject }) => {
      exchange(outgoing, below).then(
        (brought) => {
          isDone = true
          resolve(brought)
        },
        (error: unknown) => {
          isDone = true
          reject(error)
        },
      )
      return () => {
        if (!isDone) own.abort(ctx.signal.aborted ? ctx.signal.reason : until.late())
      }
    })
  }

  return async (outgoing, ctx) => {
    const { source, endpoint } = outgoing
    const { provider } = endpoint
    if (clock.elapsed() >= ctx.deadline)
      throw new AppError('deadline', 'no time was left to ask the upstream')
    spendRequest(ctx)
    ctx.attempts.count(provider)
    const span = ctx.span?.child(`attempt ${provider}`, 'client', describe(outgoing, ctx))
    const startedAt = clock.elapsed()
    const report = (bytes: number, code: AppError['code'] | null): number => {
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'attempt', source, provider, tookMs, bytes, code })
      return tookMs
    }
    try {
      const { incoming, bytes } = await run(outgoing, ctx, span)
      span?.set({ 'http.response.body.size': bytes })
      span?.end()
      return { ...incoming, upstreamMs: report(bytes, null) }
    } catch (error) {
      if (span) endFailed(span, error, ctx.signal)
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

/** True for a redirect status that comes with a `Location`. */
export const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304
