import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { type Attributes, endFailed, type Span } from '../core/tracing.ts'
import { afford } from './afford.ts'
import type { Call, Context, Tally } from './call.ts'
import { derive } from './derive.ts'
import type { Exchange, Incoming, Outgoing } from './endpoint.ts'

/** Makes a call of one attempt: it is paid for, counted on behalf of whoever waits for it, timed, and reported. */
export function asAttempt(clock: Pick<Clock, 'elapsed'>, run: Exchange): Call<Outgoing, Incoming> {
  return async (outgoing, ctx) => {
    const { source, endpoint } = outgoing
    const { provider } = endpoint
    const startedAt = clock.elapsed()
    const done = (bytes: number, error: AppError | null): number => {
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'attempt', source, provider, tookMs, bytes, code: error?.code ?? null })
      return tookMs
    }
    let span: Span | undefined
    try {
      ctx.signal.throwIfAborted()
      afford(ctx)
      count(provider, ctx)
      span = ctx.span?.child(`attempt ${provider}`, 'client', describe(outgoing, ctx))
      const { incoming, bytes } = await run(outgoing, span ? derive(ctx, { span }) : ctx)
      if (span) endOf(span, bytes)
      return { ...incoming, attempts: 1, upstreamMs: done(bytes, null) }
    } catch (error) {
      if (span) endFailed(span, error, ctx.signal)
      if (error instanceof AppError) {
        if (error !== ctx.signal.reason) error.provider ??= provider
        done(0, error)
      }
      throw error
    }
  }
}

function count(provider: string, ctx: Context): void {
  for (let tally = ctx.tally; tally; tally = tally.within) {
    tally.attempts++
    tally.provider = provider
  }
}

/** What its span says of an attempt. Of the address the host alone: paths and parameters may hold keys. */
function describe({ source, endpoint, request }: Outgoing, { tally }: Context): Attributes {
  const { hostname, port } = new URL(request.url)
  return {
    'http.request.method': request.method ?? 'GET',
    'server.address': hostname,
    ...(port !== '' && { 'server.port': Number(port) }),
    'tributary.source': source,
    'tributary.provider': endpoint.provider,
    'tributary.attempt': numberOf(tally),
  }
}

/** The how manieth it is on behalf of whoever waits longest. */
function numberOf(tally: Tally | undefined): number {
  let attempt = 1
  for (let each = tally; each; each = each.within) attempt = each.attempts
  return attempt
}

function endOf(span: Span, bytes: number): void {
  span.set({ 'http.response.body.size': bytes })
  span.end()
}

/** Does this status send elsewhere, with a `Location`? */
export const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304
