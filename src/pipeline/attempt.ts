import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { afford } from './afford.ts'
import type { Call, Context } from './call.ts'
import type { Incoming, Outgoing } from './exchange.ts'

/** What one attempt brought, and how large it was. */
export interface Brought {
  incoming: Omit<Incoming, 'attempts' | 'upstreamMs'>
  bytes: number
}

/** Makes a call of one attempt: it is paid for, counted on behalf of whoever waits for it, timed, and reported. */
export function asAttempt(
  clock: Pick<Clock, 'elapsed'>,
  run: (outgoing: Outgoing, ctx: Context) => Promise<Brought>,
): Call<Outgoing, Incoming> {
  return async (outgoing, ctx) => {
    const { source, endpoint } = outgoing
    const { provider } = endpoint
    const startedAt = clock.elapsed()
    const done = (bytes: number, error: AppError | null): number => {
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'attempt', source, provider, tookMs, bytes, code: error?.code ?? null })
      return tookMs
    }
    try {
      ctx.signal.throwIfAborted()
      afford(ctx)
      count(provider, ctx)
      const { incoming, bytes } = await run(outgoing, ctx)
      return { ...incoming, attempts: 1, upstreamMs: done(bytes, null) }
    } catch (error) {
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
