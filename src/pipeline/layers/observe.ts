import type { Clock } from '../../core/clock.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import type { Answer, Layer } from '../call.ts'

/**
 * Emits one `part` event a call, with where it came from, how long it took and what went wrong. None for a caller who hung
 * up: there is nobody to give the part to.
 */
export function observe<In, Out>(options: {
  source: string
  key: (input: In) => string
  /** Named when nothing was asked. */
  provider: string
  clock: Clock
}): Layer<In, Answer<Out>> {
  const { source, key, clock } = options
  return (next) => async (input, ctx) => {
    const startedAt = clock.elapsed()
    const base = { type: 'part', source, key: key(input), requestId: ctx.requestId } as const
    try {
      const answer = await next(input, ctx)
      const { provider, status, attempts } = answer
      ctx.emit({ ...base, provider, status, attempts, tookMs: clock.elapsed() - startedAt, code: null })
      return answer
    } catch (thrown) {
      const hungUp = ctx.signal.aborted && thrown === ctx.signal.reason && !(thrown instanceof AppError)
      if (hungUp) throw thrown
      const { provider = options.provider, attempts, code } = toAppError(thrown)
      ctx.emit({ ...base, provider, status: 'failed', attempts, tookMs: clock.elapsed() - startedAt, code })
      throw thrown
    }
  }
}
