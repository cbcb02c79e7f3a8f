import { follow, orAbort } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Layer } from '../call.ts'
import { derive } from '../derive.ts'

/**
 * Ends an attempt after `timeoutMs` with `upstream_timeout`, and the work below it with it. It does not wait for that work
 * to notice: what holds a place must be bounded whatever the platform does.
 */
export function timeout<In, Out>(options: { timeoutMs: number; clock: Clock }): Layer<In, Out> {
  const { timeoutMs, clock } = options
  return (next) => async (input, ctx) => {
    const attempt = follow(ctx.signal)
    const cancel = clock.after(timeoutMs, () =>
      attempt.abort(new AppError('upstream_timeout', `no whole answer within ${timeoutMs} ms`)),
    )
    try {
      attempt.signal.throwIfAborted()
      return await orAbort(next(input, derive(ctx, { signal: attempt.signal })), attempt.signal)
    } finally {
      cancel()
      attempt.release()
    }
  }
}
